import type * as z from 'zod';
import type { ImportPlan } from '#lib/core/import-plan';
import { FleetDevice } from '#lib/fleet/model';
import { columnsOf } from '#lib/http/csv-list';
import { ImportedServer, ServerView } from '#lib/monitor/model';
import * as monitor from '#lib/monitor/service';
import { ImportedPool, ListedPool, UsedPool } from '#lib/pools/model';
import * as pools from '#lib/pools/service';
import { DeviceView, ImportedDevice } from '#lib/ztp/model';
import * as ztp from '#lib/ztp/service';
import { asFlag, asJson, asList, asText, type Columns } from './columns.ts';

/** Something that can be imported. */
export interface ImportKind<Row> {
  columns: Columns;
  /** The column that names what a line is about. */
  key: string;
  schema: z.ZodType<Row>;
  /** Columns that only mean something together: where one of them cannot be read, none is looked at. */
  together: readonly string[];
  /** One text for all spellings of it. */
  identityOf: (row: Row) => string;
  /** Plans each of the rows, in their order. Nothing is changed. */
  plan: (rows: readonly Row[]) => Promise<ImportPlan[]>;
}

const kind = <Row>(it: ImportKind<Row>): ImportKind<Row> => it;

export const serverKind = kind({
  columns: {
    read: {
      ...{ name: asText, ip: asText, tags: asList, paused: asFlag, parent: asText, probe: asJson },
      ...{ 'probe.type': asText, 'probe.port': asJson, 'probe.url': asText, 'probe.status': asJson },
      ...{ 'probe.contains': asText, 'probe.insecure': asFlag },
    },
    seen: columnsOf(ServerView),
  },
  key: 'name',
  schema: ImportedServer,
  together: [],
  identityOf: ({ name }) => name,
  plan: monitor.planImport,
});

export const deviceKind = kind({
  columns: {
    read: { id: asText, ip: asText, name: asText, userdata: asText, tags: asList },
    seen: [...columnsOf(DeviceView), ...columnsOf(FleetDevice)],
  },
  key: 'id',
  schema: ImportedDevice,
  together: [],
  identityOf: ({ id }) => ztp.deviceKeyOf(id),
  plan: ztp.planImport,
});

export const poolKind = kind({
  columns: {
    read: {
      ...{ id: asText, name: asText, resources: asList, ranges: asList, space: asText, description: asText },
      ...{ network: asJson, 'network.prefix_length': asJson, 'network.gateway': asText, 'network.dns': asList },
      ...{ 'network.vlan': asJson, cool_down_seconds: asJson, total: asJson },
    },
    seen: [...columnsOf(ListedPool), ...columnsOf(UsedPool)],
  },
  key: 'id',
  schema: ImportedPool,
  together: ['resources', 'ranges', 'total'],
  identityOf: ({ id }) => id,
  plan: pools.planImport,
});
