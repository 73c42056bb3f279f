import { randomUUID } from 'node:crypto';
import { type AttributeValues, fromAttributeValues, toAttributeValues } from './attribute-values.ts';

type Part = Record<string, unknown>;
type Turn = (value: never) => unknown;

const each = (turn: Turn) => (list: readonly unknown[]) => list.map((one) => turn(one as never));
const ofEachTable = (turn: Turn) => (tables: Part) =>
  Object.fromEntries(Object.entries(tables).map(([table, value]) => [table, turn(value as never)]));

/** Turns the members of a request, or of an answer, that have items in them; the others pass as they are. */
const turning =
  (turns: Readonly<Record<string, Turn>>) =>
  (part: Part): Part => {
    const turned: Part = {};
    for (const name of Object.keys(part)) {
      const [turn, value] = [turns[name], part[name]];
      turned[name] = turn && value !== undefined ? turn(value as never) : value;
    }
    return turned;
  };

/** A batch is written as a list of writes and read as an object with keys in it. */
const listOr = (list: Turn, other: Turn) => (value: unknown) =>
  Array.isArray(value) ? list(value as never) : other(value as never);

const to = (item: Part): AttributeValues => toAttributeValues(item);
const from = (values: AttributeValues): Part => fromAttributeValues(values);

const deepToWire = (part: Part): Part => toWire(part);
const toWire = turning({
  Key: to,
  Item: to,
  ExpressionAttributeValues: to,
  ExclusiveStartKey: to,
  Keys: each(to),
  Put: deepToWire,
  Update: deepToWire,
  Delete: deepToWire,
  ConditionCheck: deepToWire,
  PutRequest: deepToWire,
  DeleteRequest: deepToWire,
  TransactItems: each(deepToWire),
  RequestItems: ofEachTable(listOr(each(deepToWire), deepToWire)),
});

const deepFromWire = (part: Part): Part => fromWire(part);
const fromWire = turning({
  Key: from,
  Item: from,
  Items: each(from),
  Keys: each(from),
  Attributes: from,
  LastEvaluatedKey: from,
  PutRequest: deepFromWire,
  DeleteRequest: deepFromWire,
  Responses: ofEachTable(each(from)),
  UnprocessedItems: ofEachTable(each(deepFromWire)),
  UnprocessedKeys: ofEachTable(deepFromWire),
});

/**
 * The body of a request (AWS JSON 1.0), from what the SDK's document client takes. A transaction gets a token, by which
 * DynamoDB knows it again when it is sent again.
 */
export const requestBody = (operation: string, input: object): string => {
  const body = toWire(input as Part);
  if (operation === 'TransactWriteItems') body.ClientRequestToken ??= randomUUID();
  return JSON.stringify(body);
};

/** What the SDK's document client gives, out of the body of an answer. */
export const outputOf = (body: string): Part => fromWire(JSON.parse(body) as Part);
