/** So much is remembered; what was not looked at for the longest is forgotten first. */
const MOST = 60;

const entries = new Map<string, unknown>();

/** What was known when a view was left, so that coming back shows it at once. */
export const recall = <T>(key: string): T | undefined => {
  const found = entries.get(key) as T | undefined;
  if (found !== undefined) remember(key, found);
  return found;
};

export const remember = (key: string, value: unknown): void => {
  entries.delete(key);
  entries.set(key, value);
  const [oldest] = entries.keys();
  if (entries.size > MOST && oldest !== undefined) entries.delete(oldest);
};

export const forget = (key: string): void => {
  entries.delete(key);
};

/** Whoever logs in next must not see what somebody else saw. */
export const forgetAll = (): void => entries.clear();
