import { serveOpen } from '#lib/http/serve-open';
import { fileResponse } from '#lib/http/static-file';
import { getPage } from '#lib/ui/endpoints';
import * as ui from '#lib/ui/service';

export const handler = serveOpen(getPage, ({ headers }) => fileResponse(headers, ui.page()));
