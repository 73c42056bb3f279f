import type { Interval } from './intervals.ts';

/** LEB128: seven bits a byte, the lowest first; the high bit is set where another byte follows. */
const write = (bytes: number[], value: bigint): void => {
  let rest = value;
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
};

/** As DynamoDB keeps binary values. */
export type Bytes = Uint8Array<ArrayBuffer>;

/**
 * A set of intervals in few bytes: for each the gap before it and its length. A thousand ranges of a /8 are 6 kB, and a
 * pool's ranges are read and written with its own item.
 */
export const encodeIntervals = (set: readonly Interval[]): Bytes => {
  const bytes: number[] = [];
  let end = 0n;
  for (const { first, last } of set) {
    write(bytes, first - end);
    write(bytes, last - first);
    end = last;
  }
  return Uint8Array.from(bytes);
};

export const decodeIntervals = (bytes: Uint8Array): Interval[] => {
  const set: Interval[] = [];
  let at = 0;
  const read = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at] ?? 0;
      at += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  let end = 0n;
  while (at < bytes.length) {
    const first = end + read();
    end = first + read();
    set.push({ first, last: end });
  }
  return set;
};
