import { iso, later, now } from '#lib/core/clock';
import { randomId } from '#lib/core/ids';
import { UNSEEN } from '#lib/monitor/model';
import { tagOf } from '#lib/monitor/pack';
import { noteLateHour } from '#lib/monitor/repository/late-hours';
import { savePacks } from '#lib/monitor/repository/packs';
import { savePings } from '#lib/monitor/repository/pings';
import * as repository from '#lib/monitor/repository/servers';
import * as sweeps from '#lib/monitor/repository/sweeps';
import { announce } from '#lib/monitor/service/alerts';
import * as ztp from '#lib/ztp/service';
import { given } from '../given.ts';
import { sampleEvent } from '../sample-events.ts';
import { saveSingle } from '../states-before.ts';
import { anEnrolledDevice, registerBare, registrationForARule } from './enrollments.ts';
import { as, type Exercises, run } from './exercise.ts';

const device = async (): Promise<string> => {
  const id = given.mac();
  const made = await ztp.register(id, { ip: '127.0.0.1' });
  await ztp.openExec(made);
  return id;
};

const server = async (ip = '127.0.0.1', tags: string[] = []) => {
  const name = given.name('server');
  const made = { id: randomId(), name, ip, created_at: iso(), paused: false, tags };
  await repository.add(made);
  return made;
};

const named = async () => ({ params: { name: (await server()).name } });
const aDevice = async () => ({ params: { id: await device() } });

const aWindow = () => ({
  params: { name: given.name('window') },
  body: { servers: ['somebody'], from: iso(later(now(), -60_000)), until: iso(later(now(), 60_000)) },
});

/** A chunk of a sweep that another invocation has begun. */
const chunk = async (targets: readonly object[]) => {
  const startedAt = iso();
  const holder = randomId();
  const until = later(now(), 60_000);
  await sweeps.takeLease(holder, now(), until);
  await sweeps.begin({ startedAt, holder, servers: targets.length, chunks: 1, lagMs: 0, byHand: true });
  return { startedAt, number: 0, of: 1, holder, until: iso(until), targets, idle: [] };
};

const buried = async (): Promise<void> => {
  const gone = await server();
  await saveSingle(new Map([[gone.id, UNSEEN]]));
  await repository.addTombstone(gone, iso(later(now(), -3_600_000)));
};

export const fleetExercises: Exercises = {
  registerDevice: async () => {
    await as('registerDevice', {
      params: { id: given.mac() },
      body: { ip: '10.0.0.1' },
      headers: { authorization: 'Enroll s3cret' },
    });
    await registerBare();
  },
  checkDevice: async () => as('checkDevice', await aDevice()),
  listHosts: () => as('listHosts'),
  editDevice: async () => as('editDevice', { ...(await aDevice()), body: { name: 'x' } }),
  deleteDevice: async () => [
    await as('deleteDevice', await aDevice()),
    await as('deleteDevice', await anEnrolledDevice()),
  ],
  deleteDeviceByGet: async () => [
    await as('deleteDeviceByGet', await aDevice()),
    await as('deleteDeviceByGet', await anEnrolledDevice()),
  ],
  listDevices: async () => [await device(), await as('listDevices')],
  getDevice: async () => as('getDevice', await aDevice()),
  listDeviceExecs: async () => as('listDeviceExecs', await aDevice()),
  resendExec: async () => as('resendExec', await aDevice()),
  listExecs: async () => [await device(), await as('listExecs', { query: { status: 'PENDING' } })],
  execDevice: async () => {
    await run('execDevice', sampleEvent('execDevice', { handler: '', events: [{ stream: {} }] }));
    await run('execDevice', await registrationForARule());
  },
  callManager: async () => {
    await device();
    await anEnrolledDevice();
    await run('callManager', { calls: await ztp.dueExecs(10) });
  },
  retryExecs: async () => [await device(), await run('retryExecs', {})],

  addServer: async () => {
    const { name: parent } = await server();
    await as('addServer', { body: { server: { name: given.name('s'), IP: '127.0.0.1', parent } } });
  },
  updateServer: async () => {
    const [{ name }, { name: parent }] = [await server(), await server()];
    await as('updateServer', { body: { server: { name, IP: '127.0.0.2', parent } } });
  },
  readServers: async () => {
    await as('readServers');
    await as('readServers', { query: { server: (await server()).name } });
  },
  deleteServer: async () => {
    const { id, name } = await server();
    await saveSingle(new Map([[id, UNSEEN]]));
    await as('deleteServer', { body: { server: name } });
  },
  listServers: async () => [await server(), await as('listServers')],
  getServer: async () => as('getServer', await named()),
  changeServer: async () => {
    const body = { parent: (await server()).name };
    await as('changeServer', { ...(await named()), body });
    await as('changeServer', { ...(await named()), body, headers: { 'if-match': '*' } });
  },
  changeServers: async () => [
    await server('127.0.0.1', ['change']),
    await as('changeServers', { query: { tag: 'change' }, body: { paused: true } }),
  ],
  deleteServers: async () => [
    await server('127.0.0.1', ['delete']),
    await as('deleteServers', { query: { tag: 'delete' } }),
  ],
  readUptime: async () => as('readUptime', await named()),
  setMaintenance: () => as('setMaintenance', { ...aWindow(), headers: { 'if-none-match': '*' } }),
  listMaintenance: () => as('listMaintenance'),
  getMaintenance: async () => {
    const window = aWindow();
    await as('setMaintenance', window);
    await as('getMaintenance', { params: window.params });
  },
  deleteMaintenance: async () => {
    const window = aWindow();
    await as('setMaintenance', window);
    await as('deleteMaintenance', { params: window.params });
  },
  listPings: async () => as('listPings', await named()),
  listChanges: async () => as('listChanges', await named()),
  listSweeps: () => as('listSweeps'),
  readMetrics: async () => [await server(), await as('readMetrics')],
  probeServers: async () => run('probeServers', await chunk([{ ...(await server('127.0.0.1')), group: '0' }])),
  rollUpPings: async () => {
    const { id } = await server();
    const ping = { at: iso(later(now(), -7_200_000)), average_ms: 1, min_ms: 1, max_ms: 1, sent: 1, received: 1 };
    await savePings('raw', [{ server: id, ping }]);
    const past = iso(later(now(), -7_200_000));
    // More groups than one batch has.
    const many = [];
    for (let n = 0; n < 13; n += 1) many.push(await server());
    for (const made of many) await repository.assignGroup(made, given.name(), iso());
    await noteLateHour({ hour: `${past.slice(0, 13)}:00:00.000Z`, group: '0', at: past });
    await run('rollUpPings', {});
    for (const made of many) await repository.addTombstone(made, iso());
  },
  rollUpBatch: async () => {
    const made = await server();
    const [group, at] = [given.name(), iso(later(now(), -7_200_000))];
    const hour = (offset: number) => `${iso(later(now(), offset * 3_600_000)).slice(0, 13)}:00:00.000Z`;
    await repository.assignGroup(made, group, at);
    const ping = { at, average_ms: 1, min_ms: 1, max_ms: 1, sent: 1, received: 1 };
    await savePacks(at, new Map([[group, new Map([[tagOf(made.id), ping]])]]));
    const groups = [{ group, members: [{ id: made.id, groupedAt: at }] }];
    await run('rollUpBatch', { until: hour(0), oldest: hour(-100), from: hour(-2), groups });
  },
  sendAlerts: async () => {
    const change = { at: iso(), from: 'UP', to: 'DOWN' } as const;
    await announce([{ server: randomId(), name: 's', ip: '127.0.0.1', change }]);
    await run('sendAlerts', {});
  },
  // The last, because it leaves so many servers behind: from 501 on, chunks are handed over.
  sweepServers: async () => {
    await buried();
    await run('sweepServers', { time: iso() });
    for (let n = 0; n < 501; n += 1) await server('127.0.0.1');
    await run('sweepServers', { time: iso(later(now(), 60_000)) });
  },
};
