import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';

/** As Lambda has them in the environment, or a local engine wants them. */
export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string | undefined;
}

/** A POST that is to be signed. Its path has nothing in it that would have to be percent-encoded. */
interface Signable {
  host: string;
  path: string;
  /** By their names in lower case; all of them are signed. */
  headers: Readonly<Record<string, string>>;
  body: string;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

const sha256 = (text: string): string => hash('sha256', text, 'hex');
const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** `20261120T154400Z` */
const basic = (at: Date): string => at.toISOString().replace(/[-:]|\.\d+/g, '');

/**
 * Makes the signer of requests to a service with these credentials (AWS Signature Version 4). It gives all headers that a
 * request needs then. The key of a day is derived once.
 */
export const signer = (
  { accessKeyId, secretAccessKey, sessionToken }: Credentials,
  region: string,
  service: string,
) => {
  const derived: { day: string; key: KeyObject | undefined } = { day: '', key: undefined };
  const keyOf = (day: string): KeyObject => {
    if (derived.key === undefined || derived.day !== day) {
      const parts = [day, region, service, 'aws4_request'];
      derived.key = createSecretKey(parts.reduce<Buffer>(hmac, Buffer.from(`AWS4${secretAccessKey}`)));
      derived.day = day;
    }
    return derived.key;
  };
  return ({ host, path, headers: given, body }: Signable, at: Date): Record<string, string> => {
    const date = basic(at);
    const day = date.slice(0, 8);
    const headers: Record<string, string> = {
      ...given,
      host,
      'x-amz-date': date,
      ...(sessionToken && { 'x-amz-security-token': sessionToken }),
    };
    const names = Object.keys(headers).sort();
    const signed = names.join(';');
    const lines = names.map((name) => `${name}:${headers[name]}\n`).join('');
    const scope = `${day}/${region}/${service}/aws4_request`;
    const canonical = `POST\n${path}\n\n${lines}\n${signed}\n${sha256(body)}`;
    const toSign = `${ALGORITHM}\n${date}\n${scope}\n${sha256(canonical)}`;
    const signature = createHmac('sha256', keyOf(day)).update(toSign).digest('hex');
    headers.authorization = `${ALGORITHM} Credential=${accessKeyId}/${scope}, SignedHeaders=${signed}, Signature=${signature}`;
    return headers;
  };
};
