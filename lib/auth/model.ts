import * as z from 'zod';
import { inPath, Text } from '#lib/core/text';
import { Moment, Timestamp } from '#lib/core/timestamp';

/** Who calls. */
export interface User {
  id: number;
  name: string;
}

/** Names of users are small letters, so that no two differ by case alone. */
export const UserName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._@+-]{0,63}$/, 'must be 1 to 64 of a-z 0-9 . _ @ + -, the first a letter or digit')
  .meta({ id: 'UserName', example: 'alice' });

/** A password that a user may be given. Length is what counts (NIST SP 800-63B, 5.1.1.2). */
export const Password = Text(1024).min(8, 'must have at least 8 characters');

/** What a user may do: `viewer` only looks, `operator` changes things too. */
export const Role = z.enum(['viewer', 'operator']);
export type Role = z.output<typeof Role>;

/** What a token opens: `read` only GET, `metrics` only `GET /metrics`. */
export const Scope = z
  .enum(['read', 'all', 'metrics'])
  .meta({ id: 'TokenScope', description: '`read` may only GET, `metrics` only `/metrics`', example: 'read' });
export type Scope = z.output<typeof Scope>;

/** A user as kept. */
export const UserRecord = z.object({
  id: z.int(),
  name: z.string(),
  /** As `hashPassword` writes it. */
  password: z.string(),
  createdAt: z.string(),
  disabledAt: z.string().optional(),
  /** None: `operator`. */
  role: Role.optional(),
  /** One of the two that every local stage has, with a password that everybody knows. */
  sample: z.boolean().optional(),
});
export type UserRecord = z.output<typeof UserRecord>;

/** A token as kept: by its hash alone. */
export const SessionRecord = z.object({
  hash: z.string(),
  user: z.int(),
  name: z.string(),
  createdAt: z.string(),
  lastUsedAt: z.string(),
  expiresAtSeconds: z.int(),
  /** When it ends (ISO), where its user said so. */
  expiresAt: z.string().optional(),
  /** What its user calls it, where it was made by name and not by a login. */
  label: z.string().optional(),
  /** None: `all`. */
  scope: Scope.optional(),
  /** The role that its user had then, where that is not `operator`. */
  role: Role.optional(),
});
export type SessionRecord = z.output<typeof SessionRecord>;

/** What a login sends. Any text may be tried; only a right one gets in. */
export const Login = z
  .strictObject({ username: Text(256).min(1), password: Text(1024).min(1) })
  .meta({ id: 'Login', example: { username: 'alice', password: 'hunter2' } });

export const AuthToken = z
  .object({ auth_token: z.string().regex(/^[0-9a-f]{40}$/) })
  .meta({ id: 'AuthToken', example: { auth_token: '123abc321bca4b122407a1f0363d969e19160a2f' } });
export type AuthToken = z.output<typeof AuthToken>;

export const TokenName = inPath(
  z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, 'must be 1 to 64 of A-Z a-z 0-9 . _ -'),
).meta({ id: 'TokenName', description: 'What its user calls a token', example: 'grafana' });

/** A token with a name, as its user sees it. */
export const NamedToken = z
  .object({
    name: TokenName,
    scope: Scope,
    created_at: Timestamp,
    expires_at: Timestamp.nullable().meta({ description: 'null: it does not end by itself' }),
    last_used_at: Timestamp.nullable().meta({ description: 'Up to a minute old; null before the first use' }),
  })
  .meta({ id: 'NamedToken' });
export type NamedToken = z.output<typeof NamedToken>;

export const NewToken = z
  .strictObject({ name: TokenName, scope: Scope, expires_at: Moment.optional() })
  .meta({ id: 'NewToken', example: { name: 'grafana', scope: 'metrics' } });
export type NewToken = z.output<typeof NewToken>;
