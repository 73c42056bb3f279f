import { serve } from '#lib/http/serve';
import { importDevices } from '#lib/import/endpoints';
import { deviceKind } from '#lib/import/kinds';
import { importCsv } from '#lib/import/service';

export const handler = serve(importDevices, ({ query, body }) =>
  importCsv(body, deviceKind, { dryRun: query.dry_run === 'true' }),
);
