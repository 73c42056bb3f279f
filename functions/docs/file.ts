import { getApidocsFile } from '#lib/docs/endpoints';
import * as docs from '#lib/docs/service';
import { fileAnswer } from '#lib/http/file';
import { serve } from '#lib/http/serve';

const A_DAY_SECONDS = 86_400;

export const handler = serve(getApidocsFile, ({ params, headers }) =>
  fileAnswer(headers, docs.part(params.file), { maxAgeSeconds: A_DAY_SECONDS }),
);
