import { serve } from '#lib/http/serve';
import { fileResponse } from '#lib/http/static-file';
import { openapi } from '#lib/openapi/cached-document';
import { getOpenapi } from '#lib/openapi/endpoints';

export const handler = serve(getOpenapi, ({ headers }) => fileResponse(headers, openapi()));
