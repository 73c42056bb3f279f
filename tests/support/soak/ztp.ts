import { given } from '#support/given';
import { eventually, managerBehaves } from '#support/request';
import type { Behaviour, ManagerCall } from '#support/service-manager';
import { type Driver, type Means, one, pick } from './driver.ts';

/** How the service manager treats an address: most are taken at once, some are refused, and some are slow. */
const BEHAVIOURS: Behaviour[] = [
  {},
  {},
  {},
  { statuses: [503, 200] },
  { statuses: [429, 500, 204] },
  { statuses: [404] },
  { delayMs: 1500 },
];

interface Device {
  ip: string;
  name: string;
  registrations: number;
}

interface Exec {
  id: string;
  device: string;
  status: string;
  attempts: number;
}

const SETTLED_WITHIN_MS = 60_000;

/** Everything that the service manager was asked, as it tells. */
const allManagerCalls = async (): Promise<ManagerCall[]> =>
  (await (await fetch(`${process.env.MUSTER_TEST_MANAGER_URL}/calls`)).json()) as ManagerCall[];

/** A fleet of its own for each worker: it registers, again and again, is edited, asked for again, and deleted. */
export const ztpDriver = ({ ask, wrong }: Means): Driver => {
  const devices = new Map<string, Device>();
  /** How many registrations of a device were acknowledged, also of one that was deleted since. */
  const registered = new Map<string, number>();

  const register = async (id: string, device: Device): Promise<void> => {
    const expected = [device.registrations === 0 ? 201 : 200];
    await ask('register', 'PUT', `/ztp/register/${id}`, { body: { ip: device.ip, name: device.name }, expected });
    device.registrations += 1;
    devices.set(id, device);
    registered.set(id, (registered.get(id) ?? 0) + 1);
  };
  const appear = async (): Promise<void> => {
    const ip = given.ip();
    await managerBehaves(ip, pick(BEHAVIOURS) ?? {});
    await register(given.mac(), { ip, name: 'soak', registrations: 0 });
  };
  const some = (work: (id: string, device: Device) => Promise<void>) => async (): Promise<void> => {
    const [id, device] = pick([...devices]) ?? [];
    if (id !== undefined && device) await work(id, device);
  };
  const edit = some(async (id, device) => {
    device.name = given.name('edited');
    await ask('edit', 'PUT', `/ztp/mng/${id}`, { body: { name: device.name }, expected: [200] });
  });
  const look = some(async (id, { ip, name, registrations }) => {
    const { body } = await ask('read a device', 'GET', `/ztp/devices/${id}`, { expected: [200] });
    if (body.ip !== ip || body.name !== name || body.registrations !== registrations)
      wrong(`${id} is ${JSON.stringify(body)}, not ${ip}, ${name}, ${registrations}`);
  });
  const again = some(async (id) => {
    await ask('call again by hand', 'POST', `/ztp/devices/${id}/exec`, { expected: [202] });
  });
  const remove = some(async (id) => {
    devices.delete(id);
    await ask('delete a device', 'DELETE', `/ztp/mng/${id}`, { expected: [204] });
    await ask('check', 'GET', `/ztp/check/${id}`, { expected: [404] });
  });

  const execsIn = async (status: string): Promise<Exec[]> => {
    const execs: Exec[] = [];
    let cursor = '';
    do {
      const path = `/ztp/execs?status=${status}&limit=1000${cursor && `&cursor=${cursor}`}`;
      const { body } = await ask('list calls', 'GET', path, { expected: [200] });
      execs.push(...(body.items as Exec[]).filter(({ device }) => registered.has(device)));
      cursor = body.next_cursor ?? '';
    } while (cursor);
    return execs;
  };
  const ledger = async (): Promise<Map<string, Exec>> => {
    const execs = [...(await execsIn('PENDING')), ...(await execsIn('SUCCEEDED')), ...(await execsIn('FAILED'))];
    return new Map(execs.map((exec) => [exec.id, exec]));
  };

  /** Every registration has one entry in the ledger, and every entry was sent to the manager as often as it says. */
  const differences = async (): Promise<string[]> => {
    const found = await ledger();
    const asked = Map.groupBy(await allManagerCalls(), ({ key = '' }) => key);
    const entries = Map.groupBy(found.values(), ({ device }) => device);
    return [
      ...[...registered].flatMap(([id, count]) => {
        const known = entries.get(id)?.length ?? 0;
        return known === count ? [] : [`${id} registered ${count} times and has ${known} calls`];
      }),
      ...[...found.values()].flatMap(({ id, status, attempts }) => {
        const arrived = asked.get(id)?.length ?? 0;
        if (arrived !== attempts) return [`Call ${id}, ${status}, says ${attempts} attempts, and ${arrived} arrived`];
        return status === 'PENDING' && attempts === 0 ? [`Call ${id} was never tried`] : [];
      }),
    ];
  };

  const check = async (): Promise<void> => {
    // Calls that are on their way when it begins are let arrive.
    await eventually(differences, (list) => list.length === 0, SETTLED_WITHIN_MS).catch(async () => {
      for (const difference of await differences()) wrong(difference);
    });
  };

  const turn = (): Promise<void> =>
    one([
      [3, appear],
      [3, some(register)],
      [2, edit],
      [3, look],
      [1, again],
      [1.5, remove],
    ]);
  return { turn, check };
};
