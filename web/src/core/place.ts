/** How far each entry of the browser's history was scrolled, by the key that it was given. */
const scrolled = new Map<number, number>();

let current = 0;
let last = 0;

const keyInHistory = (): number | undefined => {
  const { key } = (history.state ?? {}) as { key?: unknown };
  return typeof key === 'number' && scrolled.has(key) ? key : undefined;
};

/** Begins to remember places: whoever goes back finds what they left. */
export const followPlaces = (): void => {
  history.scrollRestoration = 'manual';
  addEventListener('scroll', () => scrolled.set(current, scrollY), { passive: true });
};

/** The entry of the history that is shown now. Gives how far it was scrolled; undefined where one was not before. */
export const enterPlace = (): number | undefined => {
  const known = keyInHistory();
  if (known !== undefined) {
    current = known;
    return scrolled.get(known);
  }
  last += 1;
  current = last;
  scrolled.set(current, 0);
  history.replaceState({ key: current }, '');
  return undefined;
};

const FRAMES = 12;

/** Puts the focus on the link to where one comes from, once it is drawn; where there is none, on the view's heading. */
export const focusLinkTo = (hash: string, frames = FRAMES): void => {
  const [path] = hash.split('?');
  const links = [...document.querySelectorAll<HTMLAnchorElement>('main a')];
  const link = links.find((each) => each.hash.split('?')[0] === path);
  if (link === undefined && frames > 0) requestAnimationFrame(() => focusLinkTo(hash, frames - 1));
  else (link ?? document.querySelector<HTMLElement>('main h1'))?.focus({ preventScroll: true });
};
