import { sleep } from '#lib/core/clock';
import { given } from '#support/given';
import { eventually } from '#support/request';
import { type Driver, type Means, one, pick } from './driver.ts';

const API = '/api/v1';
/** Longer than any passing state. */
const SETTLES_MS = 3000;
const MOST = 60;

type Machine = { id: string; state: string; tags: string[] };

/** A cluster of its own for each worker, in which machines come, are operated on, and go. */
export const cloudDriver = ({ ask, wrong }: Means): Driver => {
  const tag = given.name('tag');
  const ids = new Set<string>();
  let cluster: Promise<{ id: string; name: string }> | undefined;

  const begin = async () => {
    const name = given.name('soak');
    const { body } = await ask('create a cluster', 'POST', `${API}/clusters`, {
      body: { name, region_code: 'A' },
      expected: [201],
    });
    return { id: String(body.id), name };
  };
  const ours = () => {
    cluster ??= begin();
    return cluster;
  };
  const create = async (): Promise<void> => {
    if (ids.size >= MOST) return;
    const { name } = await ours();
    const body = { cluster_name: name, tags: [tag, given.name('other')] };
    const answer = await ask('create a machine', 'POST', `${API}/machines`, { body, expected: [201] });
    ids.add(answer.body.id);
  };
  const some = (work: (id: string) => Promise<void>) => async (): Promise<void> => {
    const id = pick([...ids]);
    if (id !== undefined) await work(id);
  };
  const operate = some(async (id) => {
    const action = pick(['START', 'STOP', 'REBOOT', 'TERMINATE']);
    await ask('operate on a machine', 'POST', `${API}/machines/${id}?action=${action}`, { expected: [202, 409] });
  });
  const rename = some(async (id) => {
    const body = { name: given.name('machine'), tags: [tag] };
    await ask('change a machine', 'PATCH', `${API}/machines/${id}`, { body, expected: [200] });
  });
  const remove = some(async (id) => {
    const { status } = await ask('delete a machine', 'DELETE', `${API}/machines/${id}`, { expected: [204, 409] });
    if (status === 204) ids.delete(id);
  });
  const bulk = async (): Promise<void> => {
    const action = pick(['START', 'STOP', 'REBOOT']);
    await ask('operate on many', 'POST', `${API}/machines?action=${action}&tag=${tag}`, { expected: [202] });
  };
  const renameCluster = async (): Promise<void> => {
    const { id } = await ours();
    const name = given.name('soak');
    await ask('rename a cluster', 'PATCH', `${API}/clusters/${id}`, { body: { name }, expected: [200] });
    cluster = Promise.resolve({ id, name });
  };
  const listed = async (): Promise<Machine[]> => {
    const { name } = await ours();
    const path = `${API}/machines?cluster_name=${name}&limit=1000`;
    return (await ask('list machines', 'GET', path, { expected: [200] })).body.items;
  };

  const check = async (): Promise<void> => {
    const { id, name } = await ours();
    await sleep(SETTLES_MS);
    const machines = await listed();
    const { body } = await ask('read a cluster', 'GET', `${API}/clusters/${id}`, { expected: [200] });
    const living = machines.filter(({ state }) => state !== 'TERMINATED').length;
    if (body.machines !== living) wrong(`Cluster ${name} counts ${body.machines} machines and has ${living}`);
    const known = machines.map((machine) => machine.id).sort();
    if (known.join() !== [...ids].sort().join()) wrong(`Cluster ${name} has other machines than it was given`);
    await ask('operate on many', 'POST', `${API}/machines?action=TERMINATE&tag=${tag}`, { expected: [202] });
    await eventually(
      async () => (await ask('read a cluster', 'GET', `${API}/clusters/${id}`, { expected: [200] })).body.machines,
      (count) => count === 0,
    );
    await ask('delete a cluster', 'DELETE', `${API}/clusters/${id}`, { expected: [204] });
  };
  const turn = (): Promise<void> =>
    one([
      [2, create],
      [4, operate],
      [1, rename],
      [2.2, remove],
      [0.5, bulk],
      [0.3, renameCluster],
      [1, async () => void (await listed())],
    ]);
  return { turn, check };
};
