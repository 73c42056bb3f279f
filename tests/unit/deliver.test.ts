import { expect, test } from '@jest/globals';
import type { DynamoDBRecord } from 'aws-lambda';
import { deliver } from '#tools/local/deliver';

const batch = (...names: string[]): DynamoDBRecord[] =>
  names.map((name) => ({ dynamodb: { SequenceNumber: name } }) as DynamoDBRecord);
const namesOf = (records: readonly DynamoDBRecord[]): string =>
  records.map(({ dynamodb }) => dynamodb?.SequenceNumber).join('');

/** Delivers `abcdef` to a function, and tells what it was invoked with and what was buried. */
const delivered = async (names: string, answer: (names: string, time: number) => unknown) => {
  const invoked: string[] = [];
  const buried: string[] = [];
  await deliver(batch(...names), {
    invoke: async (records) => {
      invoked.push(namesOf(records));
      return answer(namesOf(records), invoked.length);
    },
    deadLetter: (record, reason) => buried.push(`${namesOf([record])}: ${reason}`),
    retries: 2,
    pauseMs: 0,
  });
  return { invoked, buried };
};

const named = (...names: string[]) => ({ batchItemFailures: names.map((itemIdentifier) => ({ itemIdentifier })) });

test('a batch that is handled is delivered once', async () => {
  expect(await delivered('abc', () => named())).toEqual({ invoked: ['abc'], buried: [] });
  expect(await delivered('abc', () => undefined)).toEqual({ invoked: ['abc'], buried: [] });
});

test('an empty batch wakes nobody', async () => {
  expect(await delivered('', () => undefined)).toEqual({ invoked: [], buried: [] });
});

test('a record that is named every time is retried alone and buried, and the others are handled', async () => {
  const { invoked, buried } = await delivered('abcd', (names) => (names.includes('b') ? named('b') : named()));
  expect(invoked).toEqual(['abcd', 'b', 'b', 'b', 'cd']);
  expect(buried).toEqual(['b: The function named it among batchItemFailures']);
});

test('a record that is handled at a retry is not buried', async () => {
  const { invoked, buried } = await delivered('ab', (names, time) =>
    names.includes('a') && time < 3 ? named('a') : {},
  );
  expect(invoked).toEqual(['ab', 'a', 'a', 'b']);
  expect(buried).toEqual([]);
});

test('a batch over which the function breaks is cut in halves until the record stands alone', async () => {
  const { invoked, buried } = await delivered('abcd', (names) => {
    if (names.includes('c')) throw new Error('no');
    return undefined;
  });
  expect(invoked).toEqual(['abcd', 'ab', 'cd', 'c', 'c', 'c', 'd']);
  expect(buried).toEqual(['c: Error: no']);
});

test('a failure that names no record of the batch counts for all of it', async () => {
  const { invoked } = await delivered('ab', (_, time) => (time === 1 ? named('elsewhere') : {}));
  expect(invoked).toEqual(['ab', 'a', 'b']);
});

test('while the database is down no retry counts, and when nobody waits any more no record is buried', async () => {
  const buried: string[] = [];
  let invoked = 0;
  const down = {
    invoke: async () => {
      invoked += 1;
      throw new Error('The database is down');
    },
    deadLetter: () => void buried.push('a'),
    reachable: () => Promise.reject(new Error('The reader was stopped')),
    retries: 2,
    pauseMs: 0,
  };
  await expect(deliver(batch('a'), down)).rejects.toThrow('The reader was stopped');
  expect({ invoked, buried }).toEqual({ invoked: 1, buried: [] });
});
