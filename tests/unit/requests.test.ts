import { expect, test } from '@jest/globals';
import * as when from '#lib/db/conditions';
import { deleteRequest, getRequest, putRequest, queryRequest, step, updateRequest } from '#lib/db/requests';

const TableName = 'muster-local';
const key = { pk: 'P', sk: 'S' };

test('a read is strongly consistent unless said otherwise', () => {
  expect(getRequest(key)).toEqual({ TableName, Key: key, ConsistentRead: true });
  expect(getRequest(key, { consistent: false })).toEqual({ TableName, Key: key, ConsistentRead: false });
});

test('a put without a condition is just that', () => {
  expect(putRequest({ ...key, type: 'pool' })).toEqual({ TableName, Item: { ...key, type: 'pool', v: 2 } });
});

test('a guarded put asks for what is there instead', () => {
  expect(putRequest({ ...key, type: 'pool' }, when.isNew)).toEqual({
    TableName,
    Item: { ...key, type: 'pool', v: 2 },
    ConditionExpression: 'attribute_not_exists(#n0)',
    ExpressionAttributeNames: { '#n0': 'pk' },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
});

test('an update sets, sets once, adds and removes, under placeholders', () => {
  const change = {
    set: { status: 'ALLOCATED', left: undefined },
    setOnce: { at: 'now' },
    add: { count: 1 },
    remove: ['owner'],
    index: null,
  };
  expect(updateRequest(key, change, when.is('status', 'RELEASED'))).toEqual({
    TableName,
    Key: key,
    UpdateExpression: 'SET #n0 = :v0, #n1 = if_not_exists(#n1, :v1) ADD #n2 :v2 REMOVE #n3, #n4, #n5',
    ConditionExpression: '#n0 = :v3',
    ExpressionAttributeNames: {
      '#n0': 'status',
      '#n1': 'at',
      '#n2': 'count',
      '#n3': 'owner',
      '#n4': 'ipk',
      '#n5': 'isk',
    },
    ExpressionAttributeValues: { ':v0': 'ALLOCATED', ':v1': 'now', ':v2': 1, ':v3': 'RELEASED' },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    ReturnValues: 'ALL_NEW',
  });
});

test('an update reaches into maps', () => {
  expect(updateRequest(key, { setIn: { steps: { exec: 'DONE', address: undefined } } })).toMatchObject({
    UpdateExpression: 'SET #n0.#n1 = :v0',
    ExpressionAttributeNames: { '#n0': 'steps', '#n1': 'exec' },
    ExpressionAttributeValues: { ':v0': 'DONE' },
  });
});

test('an update may move the item in the index', () => {
  expect(updateRequest(key, { index: { ipk: 'I', isk: '1' } })).toMatchObject({
    UpdateExpression: 'SET #n0 = :v0, #n1 = :v1',
    ExpressionAttributeNames: { '#n0': 'ipk', '#n1': 'isk' },
  });
});

test('an update of nothing has no expression', () => {
  expect(updateRequest(key, { set: { name: undefined } })).toEqual({ TableName, Key: key, ReturnValues: 'ALL_NEW' });
});

test('a delete may be guarded', () => {
  expect(deleteRequest(key)).toEqual({ TableName, Key: key });
  expect(deleteRequest(key, when.isThere)).toMatchObject({ ConditionExpression: 'attribute_exists(#n0)' });
});

test.each([
  [{ partition: 'P' }, '#n0 = :v0', { ':v0': 'P' }],
  [
    { partition: 'P', prefix: 'ROW#' },
    '#n0 = :v0 AND #n1 BETWEEN :v1 AND :v2',
    { ':v0': 'P', ':v1': 'ROW#', ':v2': 'ROW#\u{10ffff}' },
  ],
  [{ partition: 'P', prefix: '' }, '#n0 = :v0', { ':v0': 'P' }],
  [{ partition: 'P', from: 'a' }, '#n0 = :v0 AND #n1 >= :v1', { ':v0': 'P', ':v1': 'a' }],
  [{ partition: 'P', to: 'z' }, '#n0 = :v0 AND #n1 <= :v1', { ':v0': 'P', ':v1': 'z' }],
  [
    { partition: 'P', from: 'a', to: 'z' },
    '#n0 = :v0 AND #n1 BETWEEN :v1 AND :v2',
    { ':v0': 'P', ':v1': 'a', ':v2': 'z' },
  ],
])('the question %j asks %s', (question, expression, values) => {
  const names = expression.includes('#n1') ? { '#n0': 'pk', '#n1': 'sk' } : { '#n0': 'pk' };
  expect(queryRequest(question)).toMatchObject({
    ConsistentRead: true,
    KeyConditionExpression: expression,
    ExpressionAttributeValues: values,
    ScanIndexForward: true,
  });
  // DynamoDB refuses names that are not used.
  expect(queryRequest(question).ExpressionAttributeNames).toEqual(names);
});

test('a question to the index is not asked consistently', () => {
  const after = { ipk: 'I', isk: '1', pk: 'P', sk: 'S' };
  const asking = { limit: 5, after, backwards: true, count: true, filter: when.is('status', 'UP') };
  expect(queryRequest({ index: true, partition: 'I', from: '0' }, asking)).toEqual({
    TableName,
    IndexName: 'index',
    KeyConditionExpression: '#n0 = :v0 AND #n1 >= :v1',
    FilterExpression: '#n2 = :v2',
    ExpressionAttributeNames: { '#n0': 'ipk', '#n1': 'isk', '#n2': 'status' },
    ExpressionAttributeValues: { ':v0': 'I', ':v1': '0', ':v2': 'UP' },
    ScanIndexForward: false,
    Limit: 5,
    ExclusiveStartKey: after,
    Select: 'COUNT',
  });
});

test.each([
  [when.is('a', 1), '#n0 = :v0'],
  [when.below('a', 1), '#n0 < :v0'],
  [when.atMost('a', 1), '#n0 <= :v0'],
  [when.above('a', 1), '#n0 > :v0'],
  [when.atLeast('a', 1), '#n0 >= :v0'],
  [when.has('a'), 'attribute_exists(#n0)'],
  [when.hasNo('a'), 'attribute_not_exists(#n0)'],
  [when.beginsWith('a', 'x'), 'begins_with(#n0, :v0)'],
  [when.isOneOf('a', [1, 2]), '#n0 IN (:v0, :v1)'],
  [when.all(when.is('a', 1), when.is('a', 2)), '(#n0 = :v0) AND (#n0 = :v1)'],
  [when.either(when.is('a', 1), when.has('b')), '(#n0 = :v0) OR (attribute_exists(#n1))'],
  [when.not(when.is('a', 1)), 'NOT (#n0 = :v0)'],
])('a condition writes itself as an expression (%#)', (condition, expression) => {
  expect(deleteRequest(key, condition).ConditionExpression).toBe(expression);
});

test('the steps of a transaction are made as the single requests are', () => {
  expect(step.put({ ...key }, when.isNew)).toEqual({ Put: putRequest({ ...key }, when.isNew) });
  expect(step.remove(key)).toEqual({ Delete: deleteRequest(key) });
  const { ReturnValues: _, ...update } = updateRequest(key, { set: { a: 1 } });
  expect(step.update(key, { set: { a: 1 } })).toEqual({ Update: update });
  expect(step.check(key, when.isThere)).toEqual({
    ConditionCheck: {
      TableName,
      Key: key,
      ConditionExpression: 'attribute_exists(#n0)',
      ExpressionAttributeNames: { '#n0': 'pk' },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  });
});
