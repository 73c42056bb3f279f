import { serveOpen } from '#lib/http/serve-open';
import { fileResponse } from '#lib/http/static-file';
import { getPageFile } from '#lib/ui/endpoints';
import * as ui from '#lib/ui/service';

const A_YEAR_SECONDS = 31_536_000;

export const handler = serveOpen(getPageFile, ({ params, headers }) =>
  fileResponse(headers, ui.part(params.file), { maxAgeSeconds: A_YEAR_SECONDS }),
);
