import { serve } from '#lib/http/serve';
import { fileResponse } from '#lib/http/static-file';
import { getApidocs } from '#lib/openapi/endpoints';
import * as docs from '#lib/openapi/service';

export const handler = serve(getApidocs, ({ headers }) => fileResponse(headers, docs.page()));
