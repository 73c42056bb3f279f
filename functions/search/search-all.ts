import { serve } from '#lib/http/serve';
import { searchAll } from '#lib/search/endpoints';
import { search } from '#lib/search/service';

export const handler = serve(searchAll, async ({ query }) => ({ items: await search(query.q) }));
