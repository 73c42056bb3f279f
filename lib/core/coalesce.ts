/**
 * One read for all who ask for the same while it has not begun: each gets an answer that is no older than the question,
 * and never more than one read of a key is under way. Who asks while one runs waits for the next.
 */
export const coalesce = <T>(read: (key: string) => Promise<T>): ((key: string) => Promise<T>) => {
  const waiting = new Map<string, Promise<T>>();
  const running = new Map<string, Promise<T>>();

  const begin = (key: string): Promise<T> => {
    waiting.delete(key);
    const reading = read(key);
    running.set(key, reading);
    const end = () => running.get(key) === reading && running.delete(key);
    reading.then(end, end);
    return reading;
  };

  return (key) => {
    const joined = waiting.get(key);
    if (joined) return joined;
    const before = running.get(key);
    if (!before) return begin(key);
    const next = before.then(
      () => begin(key),
      () => begin(key),
    );
    waiting.set(key, next);
    return next;
  };
};
