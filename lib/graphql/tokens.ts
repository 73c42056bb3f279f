import { createToken, deleteToken, listTokens } from '#lib/auth/endpoints';
import { Scope as Scopes, type NamedToken as Shown } from '#lib/auth/model';
import * as tokens from '#lib/auth/service/tokens';
import { builder } from './builder.ts';
import { connectionOf } from './connection.ts';
import { TABLE_READ } from './cost.ts';
import { endpointResolver } from './endpoint-resolver.ts';
import { asPageQuery, pageArgs, pagingOf } from './paging.ts';

const Scope = builder.enumType('TokenScope', {
  description: 'read: only GET; metrics: only /metrics; all: everything',
  values: Scopes.options,
});

const Token = builder.objectRef<Shown & { token?: string }>('Token').implement({
  description: 'A token of your own, with a name',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What you call it' }),
    scope: t.expose('scope', { type: Scope, description: 'What it opens' }),
    createdAt: t.expose('created_at', { type: 'DateTime', description: 'When it was made' }),
    expiresAt: t.expose('expires_at', {
      type: 'DateTime',
      nullable: true,
      description: 'When it ends; null: not by itself',
    }),
    lastUsedAt: t.expose('last_used_at', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was used last, up to a minute old',
    }),
    token: t.string({
      nullable: true,
      description: 'The token itself: there when it was just made',
      resolve: ({ token }) => token ?? null,
    }),
  }),
});

const TokenConnection = connectionOf('Token', Token);

builder.queryFields((t) => ({
  tokens: t.field({
    type: TokenConnection,
    nullable: true,
    description: 'Your own tokens by their names',
    args: pageArgs,
    extensions: TABLE_READ,
    resolve: endpointResolver(
      listTokens,
      (args) => ({ query: asPageQuery(args) }),
      ({ user, query }) => tokens.list(user, pagingOf(query)),
    ),
  }),
}));

builder.mutationFields((t) => ({
  createToken: t.field({
    type: Token,
    nullable: true,
    description: 'Creates a token with a name',
    args: {
      name: t.arg.string({ required: true, description: 'What you call it' }),
      scope: t.arg({ type: Scope, required: true, description: 'What it opens' }),
      expiresAt: t.arg.string({ description: 'When it ends; left out: not by itself' }),
    },
    extensions: TABLE_READ,
    resolve: endpointResolver(
      createToken,
      (body) => ({ body }),
      ({ user, body }) => tokens.create(user, body),
    ),
  }),
  deleteToken: t.string({
    nullable: true,
    description: 'Revokes one of your tokens; gives its name',
    args: { name: t.arg.string({ required: true, description: 'Its name' }) },
    extensions: TABLE_READ,
    resolve: endpointResolver(
      deleteToken,
      ({ name }) => ({ params: { name } }),
      async ({ user, params }) => {
        await tokens.remove(user, params.name);
        return params.name;
      },
    ),
  }),
}));
