import { getRule, listRules, matchRules } from '#lib/fleet/endpoints';
import { match } from '#lib/fleet/service/match';
import * as rules from '#lib/fleet/service/rules';
import { builder } from '../builder.ts';
import { TABLE_READ } from '../cost.ts';
import { endpointResolver, lookup } from '../endpoint-resolver.ts';
import { asPageQuery, pageArgs, pagingOf } from '../paging.ts';
import { id, name, Rule, RuleConnection } from './types.ts';

builder.queryFields((t) => ({
  rule: t.field({
    type: Rule,
    nullable: true,
    description: 'A rule by its name',
    args: name,
    extensions: TABLE_READ,
    resolve: lookup(
      getRule,
      ({ name }) => ({ params: { name } }),
      ({ params }) => rules.get(params.name),
    ),
  }),
  rules: t.field({
    type: RuleConnection,
    nullable: true,
    description: 'All rules in the order in which they are tried',
    args: pageArgs,
    extensions: TABLE_READ,
    resolve: endpointResolver(
      listRules,
      (args) => ({ query: asPageQuery(args) }),
      ({ query }) => rules.page(pagingOf(query)),
    ),
  }),
  matchRules: t.field({
    type: 'JSON',
    nullable: true,
    description: 'What would become of a device that registers so; changes nothing',
    args: {
      ...id,
      ip: t.arg.string({ description: 'Its address' }),
      name: t.arg.string({ description: 'Its name' }),
    },
    extensions: TABLE_READ,
    resolve: endpointResolver(
      matchRules,
      (body) => ({ body }),
      ({ body }) => match(body),
    ),
  }),
}));
