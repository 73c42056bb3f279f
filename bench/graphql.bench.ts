import { handler as post } from '#functions/graphql/post-graphql';
import { handler as show } from '#functions/ztp/get-device';
import { handler as register } from '#functions/ztp/register-device';
import { describeSystem } from '#lib/openapi/document';
import { call } from '#support/call';
import { type Bench, compare, elapsedMs, figure, median } from './harness.ts';

const QUERY = '{ device(id: "bench") { id ip name registrations exec { status attempts } } }';

/** The same device by GraphQL and by REST, handler against handler: what the query language adds to a call. */
const beside = async ({ small }: { small: boolean }) => {
  await call(register, 'PUT /ztp/register/{id}', { params: { id: 'bench' }, body: { ip: '10.0.0.1' } });
  return compare({
    figure: 'a device with its exec call, by GraphQL (ours) and by REST (raw)',
    ours: () => call(post, 'POST /graphql', { body: { query: QUERY } }),
    raw: () => call(show, 'GET /ztp/devices/{id}', { params: { id: 'bench' } }),
    rounds: small ? 20 : 500,
  });
};

/** What the first caller of `/openapi.json` waits for. */
const document = async ({ small }: { small: boolean }) => {
  const times: number[] = [];
  for (let n = 0; n < (small ? 3 : 30); n += 1)
    times.push(await elapsedMs(async () => describeSystem({ asksForToken: true })));
  return figure('the OpenAPI document, made', 'ms', median(times));
};

export const benches: Bench[] = [
  { name: 'graphql', run: async (options) => [await beside(options), await document(options)] },
];
