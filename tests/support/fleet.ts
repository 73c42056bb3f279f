import { randomInt } from 'node:crypto';
import type { Context } from 'aws-lambda';
import * as clusters from '#lib/cloud/service/clusters';
import * as pools from '#lib/pools/service';
import { type CallOptions, call } from './call.ts';
import { given } from './given.ts';
import { eventually } from './request.ts';
import { startZtp } from './ztp.ts';

/** The fleet without HTTP, as `startZtp` has the zero-touch provisioning that it begins with. */
export const startFleet = async (...[answer, env]: Parameters<typeof startZtp>) => {
  const ztp = await startZtp(answer, env);
  const load = async (name: string) => (await import(`../../functions/fleet/${name}.ts`)).handler;
  const http = (name: string, route: string) => async (options?: CallOptions) =>
    call((await load(name)) as (event: unknown, context: Context) => Promise<unknown>, route, options);
  const show = http('get-fleet-device', 'GET /fleet/devices/{id}');
  return {
    ...ztp,
    putRule: http('put-rule', 'PUT /fleet/rules/{name}'),
    listRules: http('list-rules', 'GET /fleet/rules'),
    getRule: http('get-rule', 'GET /fleet/rules/{name}'),
    deleteRule: http('delete-rule', 'DELETE /fleet/rules/{name}'),
    match: http('match-rules', 'POST /fleet/match'),
    devices: http('list-fleet-devices', 'GET /fleet/devices'),
    device: show,
    tag: http('tag-fleet-device', 'PATCH /fleet/devices/{id}'),
    enroll: http('enroll-fleet-device', 'POST /fleet/devices/{id}/enroll'),
    retire: http('retire-fleet-device', 'POST /fleet/devices/{id}/retire'),
    retryEnrollments: async (): Promise<{ due: number }> => (await load('retry-enrollments'))(),
    /** The device, as soon as it is in this state. */
    until: async (id: string, state: string) =>
      (
        await eventually(
          () => show({ params: { id } }),
          ({ body }) => body.state === state,
        )
      ).body,
    /** When the device is gone. */
    untilGone: (id: string) =>
      eventually(
        () => show({ params: { id } }),
        ({ status }) => status === 404,
      ),
  };
};

/** A pool and a cluster of its own, and a rule that asks for all four steps of the devices whose names begin so. */
export const givenFleet = async (
  fleet: Awaited<ReturnType<typeof startFleet>>,
  { size = 8, ...more }: { size?: number } & Record<string, unknown> = {},
) => {
  const prefix = given.name('f');
  const pool = `pool-${prefix}`;
  const net = randomInt(0x900, 0xffff);
  const cluster = `cluster-${prefix}`;
  await pools.create(pool, {
    name: pool,
    addresses: Array.from({ length: size }, (_, n) => `10.${net >> 8}.${net & 255}.${n}`),
    coolDownSeconds: undefined,
  });
  await clusters.create({ name: cluster, region_code: 'A' });
  const body = {
    match: { names: [`${prefix}-*`] },
    address: { pool },
    monitor: { name: '{{name}}', tags: ['web'] },
    machine: { cluster_name: cluster, name: '{{name}}', tags: ['auto'] },
    exec: { when: 'enrolled' },
    ...more,
  };
  const rule = `rule-${prefix}`;
  const { status } = await fleet.putRule({ params: { name: rule }, body });
  if (status !== 201) throw new Error(`The rule was answered ${status}`);
  return { prefix, pool, cluster, rule, body, name: (n: number | string = 1) => `${prefix}-${n}` };
};
