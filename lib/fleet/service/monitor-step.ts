import { ServerName } from '#lib/monitor/model';
import * as monitor from '#lib/monitor/service';
import type { EnrollmentRecord } from '../enrollment.ts';
import { stepImpossible } from '../errors.ts';

export interface WantedServer {
  name: string;
  ip: string;
}

/** Servers that a step which was cut off may have left under another name. */
const removeOthers = async ({ serverNames, serverId, server }: EnrollmentRecord, name: string): Promise<void> => {
  for (const other of serverNames.filter((each) => each !== name && each !== server?.name))
    await monitor.removeOwn(other, serverId);
};

const changeAddress = async ({ name, ip }: WantedServer): Promise<void> => {
  await monitor.update(name, { ip });
};

/** Has the device's server monitored, under this name and at this address. @throws AppError 400, 409. */
export const watch = async (
  record: EnrollmentRecord,
  wanted: WantedServer,
  now: () => Date,
): Promise<Partial<EnrollmentRecord>> => {
  const { server, serverId } = record;
  const { success, data: name } = ServerName.safeParse(wanted.name);
  if (!success) throw stepImpossible(`${JSON.stringify(wanted.name)} cannot be the name of a server.`);
  await removeOthers(record, name);
  if (server && server.name !== name) await monitor.renameOwn(server.name, name, serverId);
  await monitor.add(
    name,
    wanted.ip,
    { tags: record.plan.monitor?.tags ?? [] },
    { id: serverId, device: record.device, now },
  );
  if (server && server.ip !== wanted.ip) await changeAddress(wanted);
  return { server: { name, ip: wanted.ip }, serverNames: [name] };
};

/** Removes the device's server, under whatever name it may stand. */
export const unwatch = async ({ serverNames, serverId }: EnrollmentRecord): Promise<void> => {
  for (const name of serverNames) await monitor.removeOwn(name, serverId);
};
