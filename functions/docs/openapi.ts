import { getOpenapi } from '#lib/docs/endpoints';
import { openapi } from '#lib/docs/openapi';
import { fileAnswer } from '#lib/http/file';
import { serve } from '#lib/http/serve';

export const handler = serve(getOpenapi, ({ headers }) => fileAnswer(headers, openapi()));
