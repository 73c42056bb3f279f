import { resolve } from 'node:path';
import * as z from 'zod';
import { given, readFrom, Settings } from '#lib/core/settings';

const port = (error: string) => z.coerce.number({ error }).int(error).min(1, error).max(65_535, error);
const PORT_RULE = 'must be a port number from 1 to 65535';

/** What only the local stack asks of the environment. */
export const Options = z.object({
  STAGE: given(
    z
      .literal('local', {
        error: 'must be local or not set, for this is a stack for one laptop; `npm run deploy` makes others',
      })
      .default('local'),
  ),
  PORT: given(port(PORT_RULE).default(3000)),
  LAMBDA_PORT: given(port(PORT_RULE).optional()),
  MUSTER_DATA: given(z.string().default('.data')),
  DYNAMODB_ENGINE: given(
    z.enum(['embedded', 'dynamodb-local'], { error: 'must be embedded or dynamodb-local' }).default('embedded'),
  ),
  ALLOWED_HOSTS: given(
    z
      .string()
      .transform((value) => value.split(',').map((name) => name.trim().toLowerCase()))
      .default([]),
  ),
  DYNAMODB_ENDPOINT: given(z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).optional()),
});

export interface LocalOptions {
  port: number;
  /** serverless-offline's Lambda endpoint, for functions that invoke functions: two above the API's, unless set. */
  lambdaPort: number;
  /** Where the data are kept, or undefined for `:memory:`. */
  dataDir: string | undefined;
  engine: 'embedded' | 'dynamodb-local';
  /** A database that runs already; none is started then. */
  endpoint: string | undefined;
  /** Names besides the loopback ones under which the API may be called. */
  hosts: readonly string[];
}

/**
 * Reads the local stack's options, and the functions' settings with them, so that a bad one is told at the start.
 * @throws Error with one sentence that names every bad setting.
 */
export const readOptions = (env: Record<string, string | undefined>): LocalOptions => {
  const asked = readFrom(Settings.extend(Options.shape), env);
  if (asked.PORT === asked.LAMBDA_PORT) throw new Error('Bad settings: LAMBDA_PORT must be another port than PORT.');
  const { PORT, LAMBDA_PORT, MUSTER_DATA, DYNAMODB_ENGINE, DYNAMODB_ENDPOINT, ALLOWED_HOSTS } = asked;
  return {
    port: PORT,
    lambdaPort: LAMBDA_PORT ?? (PORT <= 65_533 ? PORT + 2 : PORT - 2),
    dataDir: MUSTER_DATA === ':memory:' ? undefined : resolve(MUSTER_DATA),
    engine: DYNAMODB_ENGINE,
    endpoint: DYNAMODB_ENDPOINT,
    hosts: ALLOWED_HOSTS.filter(Boolean),
  };
};
