import { marshall } from '@aws-sdk/util-dynamodb';
import * as clusters from '#lib/cloud/service/clusters';
import { iso } from '#lib/core/clock';
import * as events from '#lib/events/service';
import { RuleBody } from '#lib/fleet/model';
import * as fleet from '#lib/fleet/service';
import { intake } from '#lib/fleet/service/intake';
import * as rules from '#lib/fleet/service/rules';
import { workOn } from '#lib/fleet/service/saga';
import * as pools from '#lib/pools/service';
import * as ztp from '#lib/ztp/service';
import { given } from '../given.ts';
import { as, type Exercises, run } from './exercise.ts';

/** A rule for devices whose names begin so, with a pool and a cluster of its own. */
const rule = async ({ addresses = ['10.7.0.1', '10.7.0.2'], ...more }: { addresses?: string[] } = {}) => {
  const prefix = given.name('r');
  await pools.create(prefix, { name: prefix, addresses, coolDownSeconds: undefined });
  await clusters.create({ name: prefix, region_code: 'A' });
  const body = RuleBody.parse({
    match: { names: [`${prefix}*`] },
    address: { pool: prefix },
    monitor: { name: '{{name}}' },
    machine: { cluster_name: prefix },
    exec: { when: 'enrolled' },
    ...more,
  });
  await rules.put(prefix, body);
  return { name: prefix, body };
};

/** A device of which the stream has been told. */
const device = async (name = given.name('d')) => {
  const registered = await ztp.register(given.mac(), { ip: '127.0.0.1', name });
  await intake().registered(registered);
  return { id: registered.id, registered };
};

/** Its steps are done; its exec call is still to be made. */
const enrolled = async (name?: string) => {
  const { id } = await device(name ?? (await rule()).name);
  await workOn([id], { dispatch: async () => {} });
  return { params: { id } };
};

/** A device of which the stream has not been told, while rules have just changed. */
const unmatched = async () => {
  const { name } = await rule();
  const { id } = await ztp.register(given.mac(), { ip: '127.0.0.1', name });
  return { params: { id } };
};

/** Every kind of work: an enrollment, a new name and address, a retirement, and a name that a retired machine had. */
const workOnAll = async () => {
  const { name } = await rule();
  const { id } = await device(name);
  await run('enrollDevices', { devices: [id] });
  await ztp.edit(id, { name: `${name}-b`, ip: '127.0.0.2' });
  const { enrollments } = await intake().edited((await ztp.find(id)) as never);
  await run('enrollDevices', { devices: enrollments });
  await fleet.retire(id);
  await run('enrollDevices', { devices: [id] });
  const again = await device(`${name}-b`);
  await run('enrollDevices', { devices: [again.id] });
};

export const enrollmentExercises: Exercises = {
  putRule: async () => {
    const { name, body } = await rule();
    await as('putRule', { params: { name }, body });
  },
  listRules: async () => [await rule(), await as('listRules')],
  getRule: async () => as('getRule', { params: { name: (await rule()).name } }),
  deleteRule: async () => as('deleteRule', { params: { name: (await rule()).name } }),
  matchRules: async () => {
    const { name } = await rule({ max_devices: 3 } as object);
    await as('matchRules', { body: { id: given.mac(), name } });
  },
  listFleetDevices: async () => [await enrolled(), await unmatched(), await as('listFleetDevices')],
  getFleetDevice: async () => [
    await as('getFleetDevice', await enrolled()),
    await as('getFleetDevice', await unmatched()),
  ],
  getDeviceTimeline: async () => {
    const made = await enrolled();
    const after = { type: 'device', ...(await ztp.find(made.params.id)) };
    await events.record([{ id: made.params.id, sequence: '1', at: iso(), after }]);
    await as('getDeviceTimeline', made);
  },
  readBootFile: async () => {
    const { params } = await enrolled();
    await as('readBootFile', { params: { ...params, file: 'user-data' } });
  },
  readSecretBootFile: async () => {
    const { params } = await enrolled((await rule({ userdata: '{{gateway}}' } as object)).name);
    await as('readSecretBootFile', { params: { secret: 's3cret', ...params, file: 'user-data' } });
    await as('readSecretBootFile', { params: { secret: 's3cret', ...params, file: 'network-config' } });
  },
  tagFleetDevice: async () =>
    as('tagFleetDevice', { ...(await unmatched()), body: { tags: ['x'] }, headers: { 'if-match': '*' } }),
  enrollFleetDevice: async () => {
    await as('enrollFleetDevice', await enrolled());
    const name = given.name('late');
    const { id } = await device(name);
    const { body } = await rule();
    await rules.put(name, { ...body, match: { names: [name] } });
    await as('enrollFleetDevice', { params: { id } });
  },
  retireFleetDevice: async () => {
    await as('retireFleetDevice', await enrolled());
    const { id, registered } = await device();
    await ztp.writeExec(registered);
    await as('retireFleetDevice', { params: { id } });
  },
  enrollDevices: workOnAll,
  retryEnrollments: async () => [await device((await rule()).name), await run('retryEnrollments', {})],
};

/** A device that registers without an address, also where its pool has none. */
export const registerBare = async (): Promise<void> => {
  const { name } = await rule();
  await as('registerDevice', {
    params: { id: given.mac() },
    body: { name },
    headers: { authorization: 'Enroll s3cret' },
  });
  const none = await rule({ addresses: [] });
  await as('registerDevice', {
    params: { id: given.mac() },
    body: { name: none.name },
    headers: { authorization: 'Enroll s3cret' },
  });
};

/** A device that a rule has enrolled, to be deleted. */
export const anEnrolledDevice = enrolled;

/** A registration as the stream tells of it, of a device that a rule matches. */
export const registrationForARule = async () => {
  const { name } = await rule();
  const device = await ztp.register(given.mac(), { ip: '127.0.0.1', name });
  const image = { type: 'device', changedBy: 'registration', ...device };
  return { Records: [{ eventName: 'INSERT', dynamodb: { SequenceNumber: '1', NewImage: marshall(image) } }] };
};
