import * as z from 'zod';
import { endpoints } from '#lib/api';
import { SECRETS } from '#lib/core/secrets';
import { idempotencyKey, tokenKey } from '#lib/db/keys';

/** Actions on items, as IAM names them. A transaction takes those of its parts. */
const Action = z.enum([
  'GetItem',
  'BatchGetItem',
  'Query',
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'BatchWriteItem',
  'ConditionCheckItem',
]);
type Action = z.output<typeof Action>;

/** What a function's own code asks of AWS: `permissions` in its declaration. */
export const Permissions = z.strictObject({
  /** Of the table. */
  table: z.array(Action).default([]),
  /** Of the table's index. */
  index: z.array(z.literal('Query')).default([]),
  /** Keys of functions that it invokes; `endpoints` are all that have a route. */
  invoke: z.union([z.literal('endpoints'), z.array(z.string())]).default([]),
  /** Settings that it reads, which may be secrets. */
  secrets: z.array(z.enum(SECRETS)).default([]),
});
export type Permissions = z.output<typeof Permissions>;

/** A part of the table that one concern has for itself, and what may be done there. */
export interface Share {
  /** How the partition keys begin. */
  partitions: string;
  actions: readonly Action[];
}

/** Whose token it is, and when it was used. */
const TOKENS: Share = { partitions: tokenKey('').pk, actions: ['GetItem', 'UpdateItem'] };
/** Calls that may be repeated safely. */
const KEYS: Share = { partitions: idempotencyKey('').pk, actions: ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'] };

/** What a function needs for what all endpoints have in common: it follows from what the endpoint says of itself. */
export const sharesOf = (key: string): Share[] => {
  const endpoint = endpoints.find(({ name }) => name === key);
  if (!endpoint || endpoint.access === 'open') return [];
  return endpoint.method === 'GET' ? [TOKENS] : [TOKENS, KEYS];
};

/** As much of a function's declaration as its role depends on. */
export interface Declared {
  permissions?: unknown;
  /** It calls addresses of the fleet, and so runs in its VPC where there is one. */
  outward?: boolean;
  events?: readonly object[];
}

/** What a function's own code may do. @throws Error when `permissions` cannot be read. */
export const permissionsOf = (key: string, { permissions: may = {} }: Declared): Permissions => {
  const result = Permissions.safeParse(may);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new Error(`What ${key} may do cannot be read: ${issue?.path.join('.')} ${issue?.message}.`);
};

/** The keys of the functions that have a route, but for the one that is woken where none fits. */
const routed = (functions: Readonly<Record<string, Declared>>): string[] =>
  endpoints.map(({ name }) => name).filter((name) => name in functions);

/** The keys of the functions that a function may invoke. */
export const invocable = ({ invoke }: Permissions, functions: Readonly<Record<string, Declared>>): string[] =>
  invoke === 'endpoints' ? routed(functions) : invoke;
