import { serveOpen } from '#lib/http/serve-open';
import { fileResponse } from '#lib/http/static-file';
import { openapi } from '#lib/openapi/cached-document';
import { getOpenapi } from '#lib/openapi/endpoints';

export const handler = serveOpen(getOpenapi, ({ headers }) => fileResponse(headers, openapi()));
