import { createRequire } from 'node:module';
import { expect, test } from '@jest/globals';
import type { DynamoDBRecord } from 'aws-lambda';
import fc from 'fast-check';
import { declaredFunctions } from '#support/functions-yml';
import { filterBy } from '#tools/local/filter-patterns';

const { filterRecords } = createRequire(import.meta.url)(
  'serverless-offline-dynamodb-streams/src/filter-patterns.js',
) as { filterRecords(patterns: readonly unknown[], records: DynamoDBRecord[]): DynamoDBRecord[] };

interface StreamEvent {
  stream?: { filterPatterns?: unknown[] };
}

/** The patterns of every function that a stream wakes. */
const declared = Object.values(declaredFunctions())
  .flatMap(({ events = [] }) => events as StreamEvent[])
  .flatMap(({ stream }) => (stream?.filterPatterns ? [stream.filterPatterns] : []));

const text = (...texts: string[]) => fc.option(fc.record({ S: fc.constantFrom(...texts) }), { nil: undefined });
const image = fc.option(
  fc.record({
    type: text('resource', 'device', 'call', 'user', 'server', 'nothing'),
    changedBy: text('registration', 'edit', 'exec'),
    kind: text('exec', 'alert'),
    status: text('SUCCEEDED', 'FAILED', 'PENDING'),
  }),
  { nil: undefined },
);
const record = fc.record({
  eventName: fc.constantFrom('INSERT', 'MODIFY', 'REMOVE'),
  dynamodb: fc.record({ NewImage: image, OldImage: image }),
});

test('what wakes a function is what the plugin would let through', () => {
  expect(declared.length).toBeGreaterThan(1);
  fc.assert(
    fc.property(fc.array(record), fc.constantFrom(...declared), (given, patterns) => {
      const records = given as unknown as DynamoDBRecord[];
      expect(filterBy(patterns)(records)).toEqual(filterRecords(patterns, records));
    }),
  );
});

test.each([
  [[{ eventName: [{ prefix: 'IN' }] }], ['INSERT']],
  [[{ $or: [{ eventName: ['INSERT'] }, { eventName: ['REMOVE'] }] }], ['INSERT', 'REMOVE']],
  [
    [{ eventName: ['INSERT'] }, { eventName: ['MODIFY'] }],
    ['INSERT', 'MODIFY'],
  ],
  [[], ['INSERT', 'MODIFY', 'REMOVE']],
])('the filter %j lets %j through', (patterns, through) => {
  const records = ['INSERT', 'MODIFY', 'REMOVE'].map((eventName) => ({ eventName, dynamodb: {} }) as DynamoDBRecord);
  expect(filterBy(patterns)(records).map(({ eventName }) => eventName)).toEqual(through);
});
