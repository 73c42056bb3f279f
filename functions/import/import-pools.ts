import { serve } from '#lib/http/serve';
import { importPools } from '#lib/import/endpoints';
import { poolKind } from '#lib/import/kinds';
import { importCsv } from '#lib/import/service';

export const handler = serve(importPools, ({ query, body }) =>
  importCsv(body, poolKind, { dryRun: query.dry_run === 'true' }),
);
