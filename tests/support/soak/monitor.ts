import { sleep } from '#lib/core/clock';
import { given } from '#support/given';
import { type Driver, type Means, one, pick } from './driver.ts';

const server = (name: string, IP = '127.0.0.1') => ({ body: { server: { name, IP } } });
const MOST = 40;
const SWEEP_EVERY_MS = 2000;

/** Servers that come, are paused, and go, while somebody sweeps by hand. */
export const monitorDriver = ({ ask, wrong }: Means): Driver => {
  const names = new Set<string>();
  const gone = new Set<string>();

  const add = async (): Promise<void> => {
    if (names.size >= MOST) return;
    const name = given.name('server');
    await ask('add a server', 'POST', '/', { ...server(name), expected: [201] });
    await ask('add a server again', 'POST', '/', { ...server(name), expected: [409] });
    names.add(name);
  };
  const some = (work: (name: string) => Promise<void>) => async (): Promise<void> => {
    const name = pick([...names]);
    if (name !== undefined) await work(name);
  };
  const pause = some(async (name) => {
    const paused = Math.random() < 0.3;
    await ask('pause a server', 'PUT', `/servers/${name}`, { body: { paused }, expected: [200] });
  });
  const move = some(async (name) => {
    await ask('change a server', 'PUT', '/', { ...server(name, '127.0.0.2'), expected: [200] });
  });
  const look = some(async (name) => {
    await ask('last pings', 'GET', `/?server=${name}`, { expected: [200] });
    await ask('pings of a server', 'GET', `/servers/${name}/pings`, { expected: [200] });
  });
  const remove = some(async (name) => {
    names.delete(name);
    gone.add(name);
    await ask('delete a server', 'DELETE', '/', { body: { server: name }, expected: [200] });
  });

  const check = async (): Promise<void> => {
    for (const name of names) {
      const { body } = await ask('pings of a server', 'GET', `/servers/${name}/pings`, { expected: [200] });
      const times = (body.items as { at: string }[]).map(({ at }) => at);
      if (new Set(times).size !== times.length) wrong(`${name} has two records of one sweep`);
    }
    for (const name of gone) await ask('read a server', 'GET', `/servers/${name}`, { expected: [404] });
  };
  const turn = (): Promise<void> =>
    one([
      [2, add],
      [1, pause],
      [1, move],
      [3, look],
      [1.7, remove],
    ]);
  return { turn, check };
};

interface Sweep {
  started_at: string;
  finished_at: string | null;
  servers: number;
  answered: number;
  lost: number;
  failed?: number;
}

/** Sweeps by hand, again and again; what the schedule does beside it must not overlap. */
export const sweepDriver = ({ ask, wrong }: Means): Driver => ({
  turn: async () => {
    const url = `${process.env.MUSTER_TEST_LAMBDA_URL}/2015-03-31/functions/muster-local-sweepServers/invocations`;
    const response = await fetch(url, { method: 'POST', body: JSON.stringify({ byHand: true }) });
    const text = await response.text();
    if (response.headers.has('x-amz-function-error')) wrong(`A sweep failed: ${text}`);
    await sleep(SWEEP_EVERY_MS * Math.random() * 2);
  },
  check: async () => {
    const { body } = await ask('sweeps', 'GET', '/sweeps', { expected: [200] });
    const sweeps = (body.items as Sweep[]).filter(({ finished_at }) => finished_at !== null).reverse();
    if (sweeps.length === 0) wrong('No sweep has ended');
    for (const [i, { started_at, servers, answered, lost, failed = 0 }] of sweeps.entries()) {
      if (answered + lost + failed !== servers)
        wrong(`The sweep of ${started_at} has ${answered} + ${lost} of ${servers}`);
      if ((sweeps[i - 1]?.finished_at ?? '') > started_at) wrong(`The sweep of ${started_at} overlaps the one before`);
    }
  },
});
