/** Who is logged in. Kept for this browser session (this tab) only. */
export interface Session {
  token: string;
  name: string;
}

export const KEPT_AS = 'muster.session';

export const keptSession = (): Session | undefined => {
  try {
    const text = sessionStorage.getItem(KEPT_AS);
    return text === null ? undefined : (JSON.parse(text) as Session);
  } catch {
    return undefined;
  }
};
