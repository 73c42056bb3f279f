/** As much of an event as cookies need. */
interface WithCookies {
  cookies?: string[] | undefined;
  headers: Readonly<Record<string, string | undefined>>;
}

/** The value of a cookie, or undefined. API Gateway moves cookies to a list of their own, the local server does not. */
export const cookieOf = ({ cookies = [], headers }: WithCookies, name: string): string | undefined => {
  const pairs = [...cookies, ...(headers.cookie?.split(';') ?? [])].map((pair) => pair.trim());
  const found = pairs.find((pair) => pair.startsWith(`${name}=`));
  return found?.slice(name.length + 1);
};

/** Whether the caller sent any cookie. */
export const sendsCookies = ({ cookies = [], headers }: WithCookies): boolean =>
  cookies.length > 0 || Boolean(headers.cookie);
