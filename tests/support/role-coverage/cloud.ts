import * as machines from '#lib/cloud/service/machines';
import { later, now } from '#lib/core/clock';
import { aCluster, machinesOf } from '../cloud.ts';
import { given } from '../given.ts';
import { as, type Exercises } from './exercise.ts';

/** Long enough ago for whatever was begun then to be done. */
const past = { now: (): Date => later(now(), -60_000) };

const machine = async ({ tags = ['a', 'b'] } = {}) => {
  const cluster = await aCluster(past);
  const [made] = await machinesOf(cluster, 1, { tags, ...past });
  if (!made) throw new Error('There is no machine');
  return { cluster, ...made };
};

const stopped = async () => {
  const made = await machine();
  await machines.operate(made.id, 'STOP', { now: () => later(now(), -30_000) });
  return made;
};

const at = (id: string) => ({ params: { id } });
/** The header by which a change holds to what was read. */
const ifMatch = async (id: string) => ({ 'if-match': String((await as('getMachine', at(id))).headers.ETag) });

export const cloudExercises: Exercises = {
  listSiteConstants: () => as('listSiteConstants', { query: { constant: 'region' } }),
  listCloudClusters: () => as('listCloudClusters'),
  createCloudCluster: () => as('createCloudCluster', { body: { name: given.name('c'), region_code: 'A' } }),
  getCloudCluster: async () => as('getCloudCluster', at((await aCluster()).id)),
  changeCloudCluster: async () =>
    as('changeCloudCluster', { ...at((await aCluster()).id), body: { name: given.name('c') } }),
  deleteCloudCluster: async () => {
    const { id, cluster } = await machine();
    await machines.operate(id, 'TERMINATE', { now: () => later(now(), -30_000) });
    await as('deleteCloudCluster', at(cluster.id));
  },
  listMachines: async () => {
    const { cluster } = await machine();
    await as('listMachines', { query: { cluster_name: cluster.name } });
  },
  createMachine: async () => {
    const { cluster } = await machine({ tags: ['t'] });
    await as('createMachine', { body: { cluster_name: cluster.name, tags: ['t'] } });
    const query = { cluster_name: cluster.name, action: 'STOP' };
    await as('createMachine', { query });
    await as('createMachine', { query: { ...query, action: 'TERMINATE' } });
  },
  getMachine: async () => as('getMachine', at((await machine()).id)),
  changeMachine: async () => {
    const { id } = await machine();
    const headers = await ifMatch(id);
    await as('changeMachine', { ...at(id), body: { name: given.name('m'), tags: ['c'] }, headers });
  },
  deleteMachine: async () => {
    const one = await stopped();
    await as('deleteMachine', { ...at(one.id), headers: await ifMatch(one.id) });
    const other = await machine();
    await machines.operate(other.id, 'TERMINATE', { now: () => later(now(), -30_000) });
    await as('deleteMachine', { ...at(other.id), headers: await ifMatch(other.id) });
  },
  operateMachine: async () => as('operateMachine', { ...at((await machine()).id), query: { action: 'TERMINATE' } }),
};
