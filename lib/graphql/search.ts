import { searchAll } from '#lib/search/endpoints';
import type { Hit as HitShown } from '#lib/search/model';
import { search } from '#lib/search/service';
import { builder } from './builder.ts';
import { TABLE_READ } from './cost.ts';
import { endpointResolver } from './endpoint-resolver.ts';

const Hit = builder.objectRef<HitShown>('SearchHit').implement({
  description: 'Something that was found',
  fields: (t) => ({
    kind: t.exposeString('kind', { description: 'What it is: server, device, pool, address, machine, cluster' }),
    id: t.exposeString('id', { description: 'What it is known by' }),
    text: t.exposeString('text', { description: 'For people' }),
    href: t.exposeString('href', { description: 'Where it is in the API' }),
  }),
});

builder.queryFields((t) => ({
  search: t.field({
    type: [Hit],
    nullable: true,
    description: 'Up to 20 things of all areas that have a name, id, address, owner or tag that begins so',
    args: { q: t.arg.string({ required: true, description: 'How it begins' }) },
    extensions: TABLE_READ,
    resolve: endpointResolver(
      searchAll,
      (query) => ({ query }),
      ({ query }) => search(query.q),
    ),
  }),
}));
