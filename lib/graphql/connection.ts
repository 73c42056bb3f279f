import type { Page } from '#lib/core/page';
import { builder } from './builder.ts';
import { SIZED } from './cost.ts';

const PageInfo = builder.objectRef<Page<unknown>>('PageInfo').implement({
  description: 'Whether and where a list goes on',
  fields: (t) => ({
    hasNextPage: t.boolean({ description: 'Another page follows', resolve: ({ cursor }) => cursor !== undefined }),
    endCursor: t.string({
      description: 'Ask for the next page with this as `after`; null on the last one',
      nullable: true,
      resolve: ({ cursor }) => cursor ?? null,
    }),
  }),
});

type Ref<T> = ReturnType<ReturnType<typeof builder.objectRef<T>>['implement']>;

/** `MachineConnection`: a page of machines, and where the next one begins. */
export const connectionOf = <T>(name: string, node: Ref<T>) => {
  const Edge = builder.objectRef<{ node: T; cursor: string | null }>(`${name}Edge`).implement({
    description: `A ${name} in its list`,
    fields: (t) => ({
      // Pothos' types cannot see that a T is no list.
      node: t.field({ type: node, description: 'The thing itself', resolve: (edge) => edge.node as never }),
      cursor: t.exposeString('cursor', {
        description: 'Where the list goes on after it: the last one of a page has it',
        nullable: true,
      }),
    }),
  });
  return builder.objectRef<Page<T>>(`${name}Connection`).implement({
    description: `A page of a list of ${name}`,
    fields: (t) => ({
      nodes: t.field({
        type: [node],
        description: 'The things of this page',
        extensions: SIZED,
        resolve: ({ items }) => items,
      }),
      edges: t.field({
        type: [Edge],
        description: 'The same, each with its cursor',
        extensions: SIZED,
        resolve: ({ items, cursor }) =>
          items.map((one, i) => ({ node: one, cursor: i === items.length - 1 ? (cursor ?? null) : null })),
      }),
      pageInfo: t.field({ type: PageInfo, description: 'Where the list goes on', resolve: (page) => page }),
    }),
  });
};
