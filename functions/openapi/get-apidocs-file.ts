import { serveOpen } from '#lib/http/serve-open';
import { fileResponse } from '#lib/http/static-file';
import { getApidocsFile } from '#lib/openapi/endpoints';
import * as docs from '#lib/openapi/service';

const A_DAY_SECONDS = 86_400;

export const handler = serveOpen(getApidocsFile, ({ params, headers }) =>
  fileResponse(headers, docs.part(params.file), { maxAgeSeconds: A_DAY_SECONDS }),
);
