import * as z from 'zod';
import { given } from '#lib/core/settings';

const whole = (min: number, max: number, fallback: number) =>
  given(
    z.coerce.number({ error: 'must be a number' }).int('must be a whole number').min(min).max(max).default(fallback),
  );

/** `login=5,postGraphql=20`: how many invocations of a function may run at once, and are kept free for it. */
const concurrencies = given(
  z
    .string()
    .regex(/^\w+=\d+(,\w+=\d+)*$/, 'must be like `login=5,postGraphql=20`')
    .transform((text) => Object.fromEntries(text.split(',').map((pair) => pair.split('=') as [string, string])))
    .transform((pairs) => Object.entries(pairs).map(([key, count]) => ({ key, count: Number(count) })))
    .default([]),
);

const idsOf = (kind: string) =>
  given(
    z
      .string()
      .regex(new RegExp(`^${kind}-[0-9a-f]+(,${kind}-[0-9a-f]+)*$`), `must be like \`${kind}-0abc,${kind}-0def\``)
      .transform((ids) => ids.split(','))
      .default([]),
  );

/** What only deploying asks of the environment. */
export const DeployOptions = z.object({
  API_RATE: whole(1, 10_000, 500),
  API_BURST: whole(1, 5000, 1000),
  RESERVED_CONCURRENCY: concurrencies,
  VPC_SUBNETS: idsOf('subnet'),
  VPC_SECURITY_GROUPS: idsOf('sg'),
});
export type DeployOptions = z.output<typeof DeployOptions>;
