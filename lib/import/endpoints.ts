import * as z from 'zod';
import { endpoint } from '#lib/http/endpoint';
import { ImportResult } from './model.ts';

const area = 'import';

const query = z.object({
  dry_run: z
    .enum(['true', 'false'], { error: 'must be true or false' })
    .optional()
    .meta({ description: 'Change nothing, and answer what would change' }),
});

const description =
  'The columns are those of the list as CSV; what Muster finds out by itself is passed over. An empty cell leaves things as they are. Up to 2,000 lines, each done as a whole or not at all.';

const Csv = (example: string) => z.string().meta({ description: 'A header line, and a line for each', example });

const importOf = { area, description, query, bodyType: 'text/csv', answers: { 200: ImportResult } } as const;

export const importServers = endpoint('POST /import/servers', {
  ...importOf,
  name: 'importServers',
  summary: 'Add and change servers by CSV',
  body: Csv('name,ip,tags\r\nweb-1,10.0.0.5,"[""web""]"\r\n'),
  problems: [400],
});

export const importDevices = endpoint('POST /import/devices', {
  ...importOf,
  name: 'importDevices',
  summary: 'Register and change devices by CSV',
  body: Csv('id,ip,name,tags\r\n52:54:00:12:34:56,10.1.0.7,web-1,"[""rack-3""]"\r\n'),
  problems: [400],
});

export const importPools = endpoint('POST /import/pools', {
  ...importOf,
  name: 'importPools',
  summary: 'Create and change pools by CSV',
  body: Csv('id,name,resources\r\nrack-1,Rack 1,"[""10.0.0.0/28""]"\r\n'),
  problems: [400],
});
