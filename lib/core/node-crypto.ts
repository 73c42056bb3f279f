import type * as Crypto from 'node:crypto';

/**
 * What packaging puts in the place of `node:crypto`, for the reason that `node-http.ts` gives: what is imported as a module
 * of ECMAScript has all its members read, and some of them load what no function needs.
 */
const crypto: typeof Crypto = process.getBuiltinModule('node:crypto');

export const { createHash, createHmac, createSecretKey, getRandomValues, hash } = crypto;
export const { randomBytes, randomInt, randomUUID, scrypt, timingSafeEqual } = crypto;
export default crypto;
