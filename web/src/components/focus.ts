const FIELDS = 'input:not([type="hidden"]), select, textarea';

/** Puts the focus on a dialog's first field, or on its first action where it has none. */
export const focusFirst = (dialog: HTMLElement): void => {
  const first = dialog.querySelector<HTMLElement>(FIELDS) ?? dialog.querySelector<HTMLElement>('.actions button');
  first?.focus();
};

const canTakeFocus = (element: Element | null): element is HTMLElement =>
  element instanceof HTMLElement &&
  element !== document.body &&
  element.isConnected &&
  !(element instanceof HTMLButtonElement && element.disabled);

/** Puts the focus on what opened a dialog; on the view's heading where that is gone or dead by now. */
export const giveFocusBack = (opener: Element | null): void => {
  setTimeout(() => {
    const focused = document.activeElement;
    // Somebody else has it by now: another dialog, or the heading of another view.
    if (focused !== null && focused !== document.body && focused !== opener) return;
    const target = canTakeFocus(opener) ? opener : document.querySelector<HTMLElement>('main h1');
    target?.focus({ preventScroll: true });
  });
};
