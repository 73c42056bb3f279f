import { getApidocs } from '#lib/docs/endpoints';
import * as docs from '#lib/docs/service';
import { fileAnswer } from '#lib/http/file';
import { serve } from '#lib/http/serve';

export const handler = serve(getApidocs, ({ headers }) => fileAnswer(headers, docs.page()));
