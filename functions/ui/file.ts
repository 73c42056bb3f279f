import { fileAnswer } from '#lib/http/file';
import { serve } from '#lib/http/serve';
import { getPageFile } from '#lib/ui/endpoints';
import * as ui from '#lib/ui/service';

const A_YEAR_SECONDS = 31_536_000;

export const handler = serve(getPageFile, ({ params, headers }) =>
  fileAnswer(headers, ui.part(params.file), { maxAgeSeconds: A_YEAR_SECONDS }),
);
