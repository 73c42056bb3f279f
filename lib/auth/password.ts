import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';

interface Cost {
  N: number;
  r: number;
  p: number;
}

/** 16 MiB and about a tenth of a second of one core (OWASP, "Password Storage Cheat Sheet", scrypt). */
const COST: Cost = { N: 2 ** 14, r: 8, p: 5 };

const KEY_BYTES = 32;

const derive = (password: string, salt: Buffer, { N, r, p }: Cost): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const options: ScryptOptions = { N, r, p, maxmem: 256 * N * r };
    // Equal to the eye, equal to us: NFKC, as RFC 8265 asks of passwords.
    scrypt(password.normalize('NFKC'), salt, KEY_BYTES, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });

const written = ({ N, r, p }: Cost, salt: Buffer, key: Buffer): string =>
  ['scrypt', N, r, p, salt.toString('base64url'), key.toString('base64url')].join('$');

/** A password as it is kept: scrypt's parameters, salt and key beside each other. */
export const hashPassword = async (password: string): Promise<string> => {
  const salt = randomBytes(16);
  return written(COST, salt, await derive(password, salt, COST));
};

/** What stands in for the password of a user that is not there. */
const NOBODY = written(COST, Buffer.alloc(16), Buffer.alloc(KEY_BYTES));

/** Whether a password is the one that was hashed; for `undefined` it is not, after just as long a time. */
export const isPassword = async (password: string, hash: string | undefined): Promise<boolean> => {
  const [, N, r, p, salt = '', key = ''] = (hash ?? NOBODY).split('$');
  const expected = Buffer.from(key, 'base64url');
  const found = await derive(password, Buffer.from(salt, 'base64url'), { N: Number(N), r: Number(r), p: Number(p) });
  return timingSafeEqual(found, expected) && hash !== undefined;
};
