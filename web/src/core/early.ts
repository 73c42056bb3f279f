/** An answer that was asked for before the page's own script was there. */
export interface Early {
  address: string;
  token: string | undefined;
  answer: Promise<Response>;
}

declare global {
  var early: Early | undefined;
}

/** The answer to this call, where it was asked for early; once. */
export const takeEarly = (address: unknown, token: string | undefined): Promise<Response> | undefined => {
  const asked = globalThis.early;
  if (asked === undefined || asked.address !== address || asked.token !== token) return undefined;
  globalThis.early = undefined;
  return asked.answer;
};
