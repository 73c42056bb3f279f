import { expect, test } from '@jest/globals';
import { randomId } from '#lib/core/ids';
import { once } from '#lib/idempotency/service';
import * as pools from '#lib/pools/service';
import * as ztp from '#lib/ztp/service';
import { aCluster, machinesOf } from '#support/cloud';
import { type Cost, comparable, documentedCosts, measure } from '#support/costs';
import { given } from '#support/given';
import { graphql } from '#support/graphql';

const documented = documentedCosts('Idempotency keys and GraphQL');

const reply = async () => ({ statusCode: 200, headers: {}, body: '{"status":"ALLOCATED"}' });
const asked = () => ({ caller: 'user 1', key: randomId(), request: ['PUT', '/api/pools/a/allocate', ''] });

const ask = async (query: string): Promise<void> => {
  const { errors } = await graphql(query);
  expect(errors).toBeUndefined();
};

const MEASURED: Record<string, () => Promise<Cost>> = {
  'what an `Idempotency-Key` adds to a call': () => measure(() => once(asked(), reply)),
  'the same call again': async () => {
    const call = asked();
    await once(call, reply);
    return measure(() => once(call, reply));
  },
  'a pool of 10 with its addresses': async () => {
    const id = given.poolId();
    await pools.create(id, { name: 'p', addresses: Array.from({ length: 10 }, (_, n) => `10.0.0.${n}`) });
    return measure(() => ask(`{ pool(id: "${id}") { name resources { nodes { ipAddress status } } } }`));
  },
  '10 devices with their calls': async () => {
    for (let n = 0; n < 10; n += 1) await ztp.register(given.mac(), { ip: '10.0.0.1' });
    return measure(() => ask('{ devices(first: 10) { nodes { id ip exec { status } } } }'));
  },
  '20 machines of a cluster, each with its cluster': async () => {
    const cluster = await aCluster();
    await machinesOf(cluster, 20);
    return measure(() =>
      ask(`{ machines(clusterName: "${cluster.name}", first: 20) { nodes { name state cluster { name } } } }`),
    );
  },
};

test('docs/costs.md has a row for everything that is measured here, and the reverse', () => {
  expect(Object.keys(documented)).toEqual(Object.keys(MEASURED));
});

test.each(Object.entries(MEASURED))('%s costs what docs/costs.md says', async (call, measured) => {
  expect(comparable(await measured())).toEqual(comparable(documented[call] as Cost));
});
