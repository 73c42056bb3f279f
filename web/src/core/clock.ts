/** Smaller differences are the road's: a `Date` header tells whole seconds. */
const NOTABLE_MS = 5000;

let aheadMs = 0;

/** Learns the server's time from the `Date` of an answer: a browser's own clock may be hours off. */
export const learnTime = (headers: Headers): void => {
  const told = Date.parse(headers.get('date') ?? '');
  if (Number.isNaN(told)) return;
  const difference = told - Date.now();
  aheadMs = Math.abs(difference) < NOTABLE_MS ? 0 : difference;
};

/** The server's time in milliseconds since 1970. */
export const serverNow = (): number => Date.now() + aheadMs;
