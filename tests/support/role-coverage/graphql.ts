import * as machines from '#lib/cloud/service/machines';
import * as clock from '#lib/core/clock';
import { UNSEEN } from '#lib/monitor/model';
import * as monitor from '#lib/monitor/service';
import * as pools from '#lib/pools/service';
import * as ztp from '#lib/ztp/service';
import { aCluster, machinesOf } from '../cloud.ts';
import { given } from '../given.ts';
import { saveSingle } from '../states-before.ts';
import { alerted } from './alerted.ts';
import { anEnrolledDevice } from './enrollments.ts';
import { as } from './exercise.ts';

const ask = async (query: string): Promise<void> => {
  const { body } = await as('postGraphql', { body: { query } });
  if (body.errors) throw new Error(JSON.stringify(body.errors));
};

/** Every kind of work that GraphQL passes on to the services, so that its one role is used in all of its parts. */
export const graphqlExercise = async (): Promise<void> => {
  await ask(
    `mutation { putWebhook(name: "hook", url: "http://127.0.0.1:9/") { name } testWebhook(name: "hook") { id } }`,
  );
  await ask(`mutation { resendDelivery(name: "ALERT_WEBHOOK_URL", id: "${await alerted()}") { id } }`);
  const pool = given.poolId();
  await ask(`mutation {
    createPool(id: "${pool}", name: "p", resources: ["10.0.0.0/29"]) { id }
    addResource(pool: "${pool}", ipAddress: "10.1.0.1") { id }
    allocateResource(pool: "${pool}", owner: "a", ttlSeconds: 60) { id }
  }`);
  await ask(`{ pool(id: "${pool}") { id resources(first: 2) { nodes { id } } } pools { nodes { id } } }`);
  const empty = given.poolId();
  await pools.create(empty, { name: 'e', addresses: ['10.0.0.1'] });
  await ask(`mutation { deletePool(pool: "${empty}") }`);

  const past = { now: () => clock.later(clock.now(), -60_000) };
  const cluster = await aCluster(past);
  const [machine] = await machinesOf(cluster, 1, past);
  await machines.operate(machine?.id ?? '', 'STOP', { now: () => clock.later(clock.now(), -30_000) });
  await ask(`mutation { deleteMachine(id: "${machine?.id}") }`);
  await ask('{ machines { nodes { id } } execs(status: PENDING) { nodes { id } } }');

  const device = given.mac();
  await ztp.openExec(await ztp.register(device, { ip: '127.0.0.1' }));
  await ask(`mutation { resendExec(id: "${device}") { id } }`);

  const { params } = await anEnrolledDevice();
  await ask(`mutation { retireDevice(id: "${params.id}") }`);

  const name = given.name('server');
  await monitor.add(name, '127.0.0.1');
  const { id } = await monitor.get(name);
  await saveSingle(new Map([[id, UNSEEN]]));
  await ask(`mutation { deleteServer(name: "${name}") }`);
};
