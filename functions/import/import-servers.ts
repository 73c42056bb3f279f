import { serve } from '#lib/http/serve';
import { importServers } from '#lib/import/endpoints';
import { serverKind } from '#lib/import/kinds';
import { importCsv } from '#lib/import/service';

export const handler = serve(importServers, ({ query, body }) =>
  importCsv(body, serverKind, { dryRun: query.dry_run === 'true' }),
);
