import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toAttributeValues } from '#lib/db/lean/attribute-values';

/**
 * Stands in for DynamoDB, where a list of servers is longer than an engine on a laptop could be filled with in time: it
 * answers every query with the next page of a megabyte, as much of each item as is asked for. Run as a process of its own,
 * with how many servers there are; prints its port.
 */
const COUNT = Number(process.argv[2]);
const A_PAGE = 3700;

const item = (n: number): Record<string, unknown> => ({
  ...{ pk: 'SERVERS', sk: `server-${String(n).padStart(7, '0')}`, type: 'server', v: 2, id: crypto.randomUUID() },
  ...{ name: `server-${String(n).padStart(7, '0')}`, ip: `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}` },
  ...{ created_at: '2026-11-20T16:33:03.478Z', paused: false, tags: [`rack-${n % 500}`] },
  ...{ group: String(Math.floor(n / 40)), groupedAt: '2026-11-20T16:34:00.123Z' },
});

interface Asked {
  KeyConditionExpression?: string;
  ExpressionAttributeValues?: Record<string, { S?: string }>;
  ExpressionAttributeNames?: Record<string, string>;
  ProjectionExpression?: string;
  ExclusiveStartKey?: { sk: { S: string } };
}

const pageOf = ({ ExclusiveStartKey, ProjectionExpression, ExpressionAttributeNames = {} }: Asked): object => {
  const from = ExclusiveStartKey ? Number(ExclusiveStartKey.sk.S.slice('server-'.length)) + 1 : 0;
  const names = ProjectionExpression?.split(', ').map((name) => ExpressionAttributeNames[name] ?? '');
  const items = Array.from({ length: Math.min(A_PAGE, COUNT - from) }, (_, i) => {
    const whole = item(from + i);
    return toAttributeValues(names ? Object.fromEntries(names.map((name) => [name, whole[name]])) : whole);
  });
  const { pk, sk } = items.at(-1) ?? {};
  return {
    Items: items,
    Count: items.length,
    ...(from + items.length < COUNT && { LastEvaluatedKey: { pk, sk } }),
  };
};

const server = createServer(async (request, response) => {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  const asked = JSON.parse(Buffer.concat(pieces).toString()) as Asked;
  const isList = Object.values(asked.ExpressionAttributeValues ?? {}).some(({ S }) => S === 'SERVERS');
  response.setHeader('content-type', 'application/x-amz-json-1.0');
  response.end(JSON.stringify(isList ? pageOf(asked) : { Items: [], Count: 0 }));
});
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
