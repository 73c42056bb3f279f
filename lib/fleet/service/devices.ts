import type { Machine } from '#lib/cloud/model';
import { machines } from '#lib/cloud/service';
import { etagOf } from '#lib/core/etag';
import { MAX_PAGE_SIZE, type Page, type Paging } from '#lib/core/page';
import { openCursor, sealCursor } from '#lib/db/cursor';
import type { ServerView } from '#lib/monitor/model';
import * as monitor from '#lib/monitor/service';
import * as ztp from '#lib/ztp/service';
import { deviceKeyOf } from '#lib/ztp/service';
import { type EnrollmentRecord, shownSteps, stateOf } from '../enrollment.ts';
import { deviceUnknown, tooManyToSort } from '../errors.ts';
import type { DeviceState, FleetDevice } from '../model.ts';
import { together } from '../repository/device.ts';
import * as enrollments from '../repository/enrollment.ts';
import { expectedSoon } from './expected.ts';

interface Given {
  server: ServerView | undefined;
  machine: Machine | undefined;
}

/** A device as it is shown; without an enrollment no rule has matched it. */
const view = (device: ztp.Shown, record: EnrollmentRecord | undefined, { server, machine }: Given): FleetDevice => ({
  id: device.id,
  name: device.name,
  ip: device.ip,
  tags: device.tags,
  registered_at: device.registered_at,
  last_registered_at: device.last_registered_at,
  rule: record?.rule ?? null,
  state: record ? stateOf(record) : 'UNMANAGED',
  address: record?.address ?? null,
  server: server ? { name: server.name, status: server.status, last_ping_ms: server.last_ping_ms } : null,
  machine: machine
    ? { id: machine.id, name: machine.name, cluster_name: machine.cluster_name, state: machine.state }
    : null,
  exec: device.exec,
  steps: record ? shownSteps(record) : [],
});

const serverNamesIn = (records: Iterable<EnrollmentRecord>): string[] =>
  [...records].flatMap(({ server }) => (server ? [server.name] : []));

/** A device as it is kept, and as the fleet shows it. */
interface Found {
  kept: ztp.Shown;
  device: FleetDevice;
}

/** Devices by their ids, in whatever spelling; those that are not there are left out. Three requests for up to some 30. */
const findMany = (ids: readonly string[]): Promise<Map<string, Found>> =>
  together(async () => {
    const found = enrollments.findMany(ids.map(deviceKeyOf));
    const [devices, known, servers, made] = await Promise.all([
      ztp.showMany(ids),
      found,
      found.then((records) => monitor.getMany(serverNamesIn(records.values()))),
      found.then((records) =>
        machines.getMany([...records.values()].flatMap(({ machine, machineId }) => (machine ? [machineId] : []))),
      ),
    ]);
    const records = new Map([...known, ...(await expectedSoon(devices.values(), known))]);
    return new Map(
      [...devices].map(([id, kept]): [string, Found] => {
        const record = records.get(deviceKeyOf(id));
        const server = record?.server && servers.get(record.server.name);
        const given = {
          // Another server may stand under the name by now.
          server: server?.id === record?.serverId ? server : undefined,
          machine: record && made.get(record.machineId),
        };
        return [id, { kept, device: view(kept, record, given) }];
      }),
    );
  });

/** The same, as the fleet shows them. */
export const getMany = async (ids: readonly string[]): Promise<Map<string, FleetDevice>> =>
  new Map([...(await findMany(ids))].map(([id, { device }]) => [id, device]));

/** A device with all that it was given, and the tag of what can be edited of it. @throws AppError 404. */
export const getTagged = async (id: string): Promise<{ device: FleetDevice; etag: string }> => {
  const found = (await findMany([id])).get(id);
  if (!found) throw deviceUnknown(id);
  return { device: found.device, etag: etagOf(ztp.editableOf(found.kept)) };
};

/** A device with all that it was given. @throws AppError 404. */
export const get = async (id: string): Promise<FleetDevice> => {
  const { device } = await getTagged(id);
  return device;
};

export interface DeviceFilter {
  rule?: string | undefined;
  state?: DeviceState | undefined;
  tag?: string | undefined;
  q?: string | undefined;
  sort?: 'id' | 'name' | undefined;
}

/** Whether a device passes. Text is compared without regard to case. */
export const passes = (device: FleetDevice, { rule, state, tag, q = '' }: DeviceFilter): boolean => {
  const wanted = q.toLowerCase();
  return (
    (!rule || device.rule === rule) &&
    (!state || device.state === state) &&
    (!tag || device.tags.includes(tag)) &&
    (wanted === '' ||
      [device.id, deviceKeyOf(device.id), device.name, device.ip, device.address?.ip_address ?? ''].some((text) =>
        text.toLowerCase().startsWith(wanted),
      ))
  );
};

const pageById = async (limit: number, cursor: string | undefined): Promise<Page<FleetDevice>> => {
  const page = await ztp.listIds({ limit, cursor });
  const found = await getMany(page.items);
  return {
    items: page.items.flatMap((id) => {
      const device = found.get(id);
      return device ? [device] : [];
    }),
    cursor: page.cursor,
  };
};

/** So many pages are looked at for one answer: a filter that fits few devices must not read all of them at once. */
const PAGES = 10;
/** So many devices are sorted, and no more. */
const MOST_SORTED = 5000;
const BY_NAME = 'devices by name';

const placeOf = ({ name, id }: FleetDevice): string => `${name.toLowerCase()}\u0000${name}\u0000${id}`;

const listByName = async (
  filter: DeviceFilter,
  limit: number,
  cursor: string | undefined,
): Promise<Page<FleetDevice>> => {
  const [after = ''] = cursor === undefined ? [] : openCursor(BY_NAME, cursor);
  const all: FleetDevice[] = [];
  let next: string | undefined;
  do {
    const page = await pageById(1000, next);
    all.push(...page.items);
    next = page.cursor;
    if (all.length > MOST_SORTED) throw tooManyToSort(MOST_SORTED);
  } while (next !== undefined);
  const left = all
    .filter((device) => passes(device, filter) && placeOf(device) > after)
    .sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
  const items = left.slice(0, limit);
  const last = items.at(-1);
  return { items, cursor: last && left.length > limit ? sealCursor(BY_NAME, [placeOf(last)]) : undefined };
};

/** Devices that pass, by id or by name. @throws AppError 400 for a bad cursor, or where too many were to be sorted. */
export const list = async (
  filter: DeviceFilter,
  { limit = MAX_PAGE_SIZE, cursor }: Paging = {},
): Promise<Page<FleetDevice>> => {
  if (filter.sort === 'name') return listByName(filter, limit, cursor);
  const items: FleetDevice[] = [];
  let next = cursor;
  for (let pages = 0; pages < PAGES; pages += 1) {
    const page = await pageById(limit - items.length, next);
    items.push(...page.items.filter((device) => passes(device, filter)));
    next = page.cursor;
    if (next === undefined || items.length >= limit) break;
  }
  return { items, cursor: next };
};

/** Changes the tags of a device. @throws AppError 404, 412 when `ifMatch` does not hold. */
export const tag = async (id: string, tags: readonly string[], ifMatch?: string) => {
  await ztp.tag(id, tags, { ifMatch });
  return getTagged(id);
};
