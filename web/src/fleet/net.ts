/** What browsers have instead of `node:net`, for the few lines of the API's own arithmetic that the page shares. */
const OCTET = '(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const V4 = new RegExp(`^${OCTET}(\\.${OCTET}){3}$`);

export const isIPv4 = (text: string): boolean => V4.test(text);

/** URLs have IPv6 addresses in brackets (RFC 3986, 3.2.2), and every browser reads those. */
export const isIPv6 = (text: string): boolean =>
  /^[0-9a-fA-F:.]*$/.test(text) && text.includes(':') && URL.canParse(`http://[${text}]/`);
