import { isDeepStrictEqual } from '#lib/core/deep-equal';
import { type ImportPlan, refusedFor, UNCHANGED } from '#lib/core/import-plan';
import { reasonToBlock } from '#lib/core/ssrf-guard';
import { serverUnknown } from '../errors.ts';
import type { ImportedServer, Server } from '../model.ts';
import * as repository from '../repository/servers.ts';

type Add = (row: ImportedServer & { ip: string }) => Promise<unknown>;

/** What a line says otherwise than it is; empty where it is so already. */
const differences = (row: ImportedServer, server: Server): Partial<ImportedServer> =>
  Object.fromEntries(
    Object.entries(row).filter(
      ([name, value]) => value !== undefined && !isDeepStrictEqual(value, server[name as keyof ImportedServer]),
    ),
  );

const change = async (server: Server, { name: _, ...changes }: Partial<ImportedServer>): Promise<void> => {
  if (!(await repository.change(server.name, changes, server.id))) throw serverUnknown(server.name);
};

/**
 * In which round a server is written: parents that the same file adds come before it. Undefined where they lead back to
 * it.
 */
const roundOf = (row: ImportedServer, added: ReadonlyMap<string, ImportedServer>): number | undefined => {
  let at: ImportedServer | undefined = row;
  for (let round = 0; round <= added.size; round += 1) {
    at = at.parent ? added.get(at.parent) : undefined;
    if (!at) return round;
  }
  return undefined;
};

/** Plans what importing servers comes to. `add` makes one that is not there. */
export const planImportWith =
  (add: Add) =>
  async (rows: readonly ImportedServer[]): Promise<ImportPlan[]> => {
    const named = [...rows.map(({ name }) => name), ...rows.flatMap(({ parent }) => parent ?? [])];
    const there = new Map((await repository.findMany(named)).map((server) => [server.name, server]));
    const added = new Map(rows.filter(({ name }) => !there.has(name)).map((row) => [row.name, row]));
    const planOf = (row: ImportedServer): ImportPlan => {
      const server = there.get(row.name);
      const changes = server && differences(row, server);
      if (changes && Object.keys(changes).length === 0) return UNCHANGED;
      const { ip, parent } = row;
      const blocked = ip === undefined ? undefined : reasonToBlock(ip);
      const round = roundOf(row, added);
      const faults = [
        ...(!server && ip === undefined ? [{ path: 'ip', message: 'must be there: the server is new' }] : []),
        ...(blocked ? [{ path: 'ip', message: blocked }] : []),
        ...(parent === row.name ? [{ path: 'parent', message: 'must be another server' }] : []),
        ...(parent && !there.has(parent) && !added.has(parent)
          ? [{ path: 'parent', message: `server ${parent} does not exist` }]
          : []),
        ...(round === undefined ? [{ path: 'parent', message: 'leads back to this server' }] : []),
      ];
      if (faults.length > 0 || round === undefined) return refusedFor(...faults);
      if (server && changes) return { outcome: 'updated', apply: () => change(server, changes), round };
      return { outcome: 'created', apply: () => add({ ...row, ip: ip ?? '' }), round };
    };
    return rows.map(planOf);
  };
