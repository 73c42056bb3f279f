import { expect, test } from '@jest/globals';
import { itemOf } from '#events/image';

const bytes = Uint8Array.of(0, 1, 254, 255);
const text = Buffer.from(bytes).toString('base64');

test('bytes are bytes, though Lambda hands them on as base64, wherever they stand', () => {
  const image = {
    ranges: { B: text },
    sets: { BS: [text] },
    list: { L: [{ B: text }, { S: text }] },
    map: { M: { inner: { B: text }, none: { M: {} } } },
  };
  expect(itemOf(image)).toEqual({
    ranges: bytes,
    sets: new Set([bytes]),
    list: [bytes, text],
    map: { inner: bytes, none: {} },
  });
});

test('everything else is read as it is', () => {
  const image = { s: { S: 'a' }, n: { N: '7' }, b: { BOOL: false }, none: { NULL: true }, ss: { SS: ['a', 'b'] } };
  expect(itemOf(image)).toEqual({ s: 'a', n: 7, b: false, none: null, ss: new Set(['a', 'b']) });
});
