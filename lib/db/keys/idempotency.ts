import { type Key, padded } from './key.ts';

export const idempotencyKey = (digest: string): Key => ({ pk: `ONCE#${digest}`, sk: 'ONCE' });
/** A part of an answer that is too long for one item. */
export const idempotencyPartKey = (digest: string, claim: string, part: number): Key => ({
  pk: `ONCE#${digest}`,
  sk: `PART#${claim}#${padded(part)}`,
});
