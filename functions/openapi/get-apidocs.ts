import { serveOpen } from '#lib/http/serve-open';
import { fileResponse } from '#lib/http/static-file';
import { getApidocs } from '#lib/openapi/endpoints';
import * as docs from '#lib/openapi/service';

export const handler = serveOpen(getApidocs, ({ headers }) => fileResponse(headers, docs.page()));
