import type { Ping } from '#lib/monitor/model';
import * as monitor from '#lib/monitor/repository/pings';
import * as servers from '#lib/monitor/repository/servers';
import { inBuckets } from '../../web/src/servers/history.ts';
import { saveSingle } from './states-before.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Numbers that look random and are the same at every run. */
const chance = (seed: number) => (): number => {
  seed = (seed * 1_664_525 + 1_013_904_223) % 4_294_967_296;
  return seed / 4_294_967_296;
};

const call = async (url: string, method: string, path: string, body?: unknown) => {
  const response = await fetch(url + path, {
    method,
    ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
};

const SERVERS = [
  { name: 'ams-core-1', ip: '192.0.2.11', baseMs: 12 },
  { name: 'ams-core-2', ip: '192.0.2.12', baseMs: 13 },
  { name: 'db-frankfurt', ip: '198.51.100.7', baseMs: 21 },
  { name: 'edge-mumbai', ip: '203.0.113.40', baseMs: 128 },
  { name: 'google_dns', ip: '8.8.8.8', baseMs: 9 },
  { name: 'gw-virginia', ip: '203.0.113.90', baseMs: 87 },
  { name: 'mail-relay', ip: '198.51.100.25', baseMs: 34 },
  { name: 'old-printer', ip: '192.0.2.250', baseMs: 3 },
  { name: 'vpn-singapore', ip: '2001:db8:40::7', baseMs: 164 },
];

interface Past {
  baseMs: number;
  seed: number;
  nowMs: number;
  /** Minutes ago without any answer: from, to. */
  outage?: [number, number];
  /** Minutes ago in which nothing was swept. */
  standstill?: [number, number];
}

const within = (minutesAgo: number, [from, to]: [number, number] = [-1, -1]): boolean =>
  minutesAgo <= from && minutesAgo >= to;

const pingAt = (time: number, { baseMs, nowMs, outage }: Past, random: () => number): Ping => {
  const minutesAgo = (nowMs - time) / MINUTE;
  const swing = 1 + 0.12 * Math.sin((time / DAY) * 2 * Math.PI) + (random() > 0.97 ? random() : 0);
  const average = baseMs * swing * (0.96 + 0.08 * random());
  const received = within(minutesAgo, outage) ? 0 : random() > 0.985 ? 3 : 4;
  const known = received > 0;
  return {
    at: new Date(time).toISOString(),
    average_ms: known ? Number(average.toFixed(3)) : null,
    min_ms: known ? Number((average * (0.82 + 0.1 * random())).toFixed(3)) : null,
    max_ms: known ? Number((average * (1.1 + 0.35 * random())).toFixed(3)) : null,
    sent: 4,
    received,
  };
};

/** The minutes of the last hour; with `whole`, those of a day, the hours of a week and the days of a year. */
const pastOf = (past: Past, whole: boolean): { raw: Ping[]; hour: Ping[]; day: Ping[] } => {
  const random = chance(past.seed);
  const { nowMs } = past;
  const lastMinute = Math.floor(nowMs / MINUTE) * MINUTE;
  const length = whole ? 1440 : 61;
  const minutes = Array.from({ length }, (_, i) => lastMinute - (length - 1 - i) * MINUTE);
  const raw = minutes
    .filter((time) => !within((nowMs - time) / MINUTE, past.standstill))
    .map((time) => pingAt(time, past, random));
  if (!whole) return { raw, hour: [], day: [] };
  const thisHour = Math.floor(nowMs / HOUR) * HOUR;
  const earlier = Array.from({ length: 168 }, (_, i) => pingAt(thisHour - (191 - i) * HOUR, past, random));
  const recent = inBuckets(raw, HOUR).filter(
    ({ at }) => Date.parse(at) >= thisHour - 23 * HOUR && Date.parse(at) < thisHour,
  );
  const thisDay = Math.floor(nowMs / DAY) * DAY;
  const day = Array.from({ length: 364 }, (_, i) => pingAt(thisDay - (364 - i) * DAY, past, random));
  const scaled = day.map((ping) => ({ ...ping, sent: 5760, received: 5760 - (4 - ping.received) * 90 }));
  return { raw, hour: [...earlier, ...recent], day: scaled };
};

/** Servers with an hour behind them, one of them with a year, written straight into the table of `TABLE_NAME`, and one that nothing is known of. */
export const sampleServers = async (url: string, { nowMs = Date.now() } = {}): Promise<void> => {
  for (const { name, ip } of [...SERVERS, { name: 'new-rack', ip: '192.0.2.77' }])
    await call(url, 'POST', '/', { server: { name, IP: ip } });
  const states = new Map<string, Parameters<typeof saveSingle>[0] extends ReadonlyMap<string, infer S> ? S : never>();
  for (const [i, { name, baseMs }] of SERVERS.entries()) {
    const server = await servers.find(name);
    if (!server) throw new Error(`${name} is not there.`);
    const isDown = name === 'mail-relay';
    const past: Past = {
      baseMs,
      seed: i + 1,
      nowMs,
      ...(isDown ? { outage: [18, 0] } : name === 'edge-mumbai' ? { outage: [41, 36], standstill: [25, 18] } : {}),
    };
    const { raw, hour, day } = pastOf(past, name === 'edge-mumbai');
    for (const [grain, pings] of [
      ['raw', raw],
      ['hour', hour],
      ['day', day],
    ] as const)
      await monitor.savePings(
        grain,
        pings.map((ping) => ({ server: server.id, ping })),
      );
    const at = (minutesAgo: number): string => new Date(nowMs - minutesAgo * MINUTE).toISOString();
    const change = (minutesAgo: number, from: 'UP' | 'DOWN' | 'UNKNOWN', to: 'UP' | 'DOWN') => ({
      ...{ server: server.id, name, ip: server.ip },
      change: { at: at(minutesAgo), from, to },
    });
    await monitor.saveChanges([
      change(365 * 1440, 'UNKNOWN', 'UP'),
      ...(isDown ? [change(16, 'UP', 'DOWN')] : []),
      ...(name === 'edge-mumbai' ? [change(39, 'UP', 'DOWN'), change(35, 'DOWN', 'UP')] : []),
    ]);
    const last = raw.at(-1);
    states.set(server.id, {
      status: isDown ? 'DOWN' : 'UP',
      misses: isDown ? 18 : 0,
      at: last?.at ?? at(0),
      lastMs: last?.average_ms ?? null,
      loss: last ? 1 - last.received / last.sent : null,
      answers: 1_000_000,
      totalMs: baseMs * 1_000_000,
    });
  }
  await saveSingle(states);
  await call(url, 'PUT', '/servers/old-printer', { paused: true });
};

/** Pools of many sizes and uses, one of them of 4,000 addresses. */
export const samplePools = async (url: string): Promise<void> => {
  const pools: [string, object, number][] = [
    ['rack-1', { name: 'Rack 1, machine room north', resources: ['10.0.1.0/25'], cool_down_seconds: 3600 }, 71],
    ['floor-2', { name: 'Floor 2', resources: ['10.0.16.1-10.0.31.160'] }, 500],
    ['ipv6-lab', { name: 'IPv6 laboratory', resources: ['2001:db8:7::/122'] }, 12],
    ['spare', { name: 'Spare addresses', resources: ['192.0.2.100', '192.0.2.101'] }, 2],
  ];
  for (const [id, body, taken] of pools) {
    await call(url, 'PUT', `/api/pools/${id}`, body);
    for (let left = taken; left > 0; left -= 100)
      await call(url, 'PUT', `/api/pools/${id}/allocate`, { count: Math.min(left, 100) });
  }
  const network = { prefix_length: 9, gateway: '10.255.255.254', vlan: 128 };
  await call(url, 'PUT', '/api/pools/campus', {
    name: 'Campus',
    resources: ['10.128.0.0/9'],
    space: 'site-1',
    network,
  });
  for (const prefix_length of [13, 15, 16, 16, 17, 17, 18, 18, 19, 20, 20])
    await call(url, 'PUT', '/api/pools/campus/allocate', { prefix_length });
  await call(url, 'PUT', '/api/pools/campus/allocate', { count: 60 });
  const rack = await call(url, 'GET', '/api/pools/rack-1');
  const held = rack.resources.filter(({ status }: { status: string }) => status === 'ALLOCATED');
  for (const { id } of held.slice(3, 9)) await call(url, 'PUT', '/api/pools/rack-1/release', { id });
};

/** Devices, in the order given; those whose address the manager was told to refuse fail. */
export const sampleDevices = async (url: string): Promise<void> => {
  for (let i = 1; i <= 9; i += 1)
    await call(url, 'PUT', `/ztp/register/52:54:00:12:34:${String(50 + i)}`, {
      ip: `10.0.1.${i}`,
      name: `rack 1, slot ${i}`,
      userdata: i === 9 ? 'role=web\nowner=platform' : '',
    });
  await call(url, 'PUT', '/ztp/register/52:54:00:12:34:53', { ip: '10.0.1.3' });
};

/** Clusters in three regions, and machines in several states. */
export const sampleMachines = async (url: string): Promise<void> => {
  const clusters = [
    ['web', 'C', ['web', 'blue'], 6],
    ['batch', 'C', ['batch'], 3],
    ['edge-mumbai', 'A', ['web', 'edge'], 4],
    ['archive', 'D', ['db', 'blue'], 2],
  ] as const;
  for (const [name, region_code, tags, machines] of clusters) {
    await call(url, 'POST', '/api/v1/clusters', { name, region_code });
    for (let i = 1; i <= machines; i += 1)
      await call(url, 'POST', '/api/v1/machines', { name: `${name}-${i}`, cluster_name: name, tags });
  }
};

/** A rule, and devices that it enrolled; the name of a few is taken in the cluster already, and one pool is used up. */
export const sampleFleet = async (url: string): Promise<void> => {
  await call(url, 'PUT', '/api/pools/hall-3', { name: 'Hall 3', resources: ['10.3.0.0/24'] });
  await call(url, 'PUT', '/fleet/rules/web', {
    match: { names: ['web-*'], mac_prefixes: ['52:54:00'] },
    address: { pool: 'hall-3' },
    monitor: { tags: ['web'] },
    machine: { cluster_name: 'batch' },
    exec: { when: 'enrolled' },
  });
  await call(url, 'POST', '/api/v1/machines', { name: 'web-2', cluster_name: 'batch', tags: [] });
  for (let i = 1; i <= 12; i += 1)
    await call(url, 'PUT', `/ztp/register/52:54:00:aa:00:${String(i).padStart(2, '0')}`, {
      ip: `10.9.0.${i}`,
      name: `web-${i}`,
    });
};
