/** Names one call for all times it is sent. Pages that came by plain HTTP have no `randomUUID`. */
export const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

const PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5000;

/** What the server asks for (`Retry-After`), or else longer each time, with jitter. */
const pauseOf = (attempt: number, response: Response | undefined): number => {
  const asked = Number(response?.headers.get('retry-after') ?? Number.NaN) * 1000;
  return Math.min(Number.isFinite(asked) ? asked : PAUSE_MS * 2 ** attempt * (0.5 + Math.random()), LONGEST_PAUSE_MS);
};

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Busy, or still at work on what was sent before under the same key. */
const isWorthAnother = ({ status, headers }: Response): boolean =>
  status === 503 || (status === 409 && headers.has('retry-after'));

/** Sends a call, and again up to `retries` times while nobody answers or it is worth another try. @throws as `send` did last. */
export const retry = async (
  send: () => Promise<Response>,
  retries: number,
  signal?: AbortSignal,
): Promise<Response> => {
  for (let attempt = 0; ; attempt += 1) {
    const outcome = await send().catch((error: unknown) => ({ error }));
    const response = 'error' in outcome ? undefined : outcome;
    const isEnd = (response && !isWorthAnother(response)) || attempt >= retries || signal?.aborted;
    if (isEnd && 'error' in outcome) throw outcome.error;
    if (isEnd && response) return response;
    await sleep(pauseOf(attempt, response));
  }
};
