import { serve } from '#lib/http/serve';
import { fileResponse } from '#lib/http/static-file';
import { getPage } from '#lib/ui/endpoints';
import * as ui from '#lib/ui/service';

export const handler = serve(getPage, ({ headers }) => fileResponse(headers, ui.page()));
