import { fileAnswer } from '#lib/http/file';
import { serve } from '#lib/http/serve';
import { getPage } from '#lib/ui/endpoints';
import * as ui from '#lib/ui/service';

export const handler = serve(getPage, ({ headers }) => fileAnswer(headers, ui.page()));
