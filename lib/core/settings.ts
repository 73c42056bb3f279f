import * as z from 'zod';
import { PARAMETER } from './secrets.ts';
import { withCommas } from './text.ts';

/** An empty variable counts as not set: `serverless.yml` hands on `${env:NAME, ''}`, and the defaults live here alone. */
export const given = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema);

const text = (fallback: string) => given(z.string().default(fallback));
const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });
const optionalUrl = given(httpUrl.optional());
/** A URL, or the parameter that has it. */
const secretUrl = z.string().refine((value) => PARAMETER.test(value) || httpUrl.safeParse(value).success, {
  error: 'must be an http or https URL, or ssm:/ and the name of a parameter',
});
/** A secret, or the parameter that has it: what begins like one is one, so that a slip does not become the secret. */
const secretText = z.string().refine((value) => !value.startsWith('ssm:') || PARAMETER.test(value), {
  error: 'must be a secret, or ssm:/ and the name of a parameter',
});
const choice = <const T extends [string, ...string[]]>(options: T, fallback: T[number]) =>
  given(z.enum(options, { error: `must be one of ${options.join(', ')}` }).default(() => fallback as T[number]));
/** A whole number; whatever is wrong with one that is set, the bounds are said, once. */
const whole = (min: number, max: number, fallback: number) => {
  const rule = { error: `must be a whole number from ${withCommas(min)} to ${withCommas(max)}`, abort: true };
  return given(z.coerce.number(rule).int(rule).min(min, rule).max(max, rule).default(fallback));
};
const amount = (min: number, max: number, fallback: number) => {
  const rule = { error: `must be a number from ${withCommas(min)} to ${withCommas(max)}`, abort: true };
  return given(z.coerce.number(rule).min(min, rule).max(max, rule).default(fallback));
};
const flag = (fallback: boolean) =>
  given(
    z
      .enum(['true', 'false'], { error: 'must be true or false' })
      .transform((value) => value === 'true')
      .default(fallback),
  );
const list = given(
  z
    .string()
    .transform((value) =>
      value
        .split(',')
        .map((entry) => entry.trim())
        .filter(Boolean),
    )
    .default([]),
);
const pauses = given(
  z
    .string()
    .regex(/^\d+(\s*,\s*\d+)*$/, 'must be whole seconds separated by commas')
    .transform((value) => value.split(',').map(Number))
    .default([60, 120, 240, 480]),
);

/** As EventBridge writes it: the unit is singular after 1 alone. */
const rate = (fallback: string) =>
  given(
    z
      .string()
      .regex(/^(1 (minute|hour|day)|([2-9]|[1-9]\d+) (minutes|hours|days))$/, 'must be like `1 minute` or `5 minutes`')
      .default(fallback),
  );

/** Every setting of the functions, with its default. A test keeps docs/settings.md in sync with it. */
export const Settings = z.object({
  STAGE: text('local'),
  TABLE_NAME: text('muster-local'),
  DYNAMODB_ENDPOINT: optionalUrl,
  DYNAMODB_CLIENT: choice(['lean', 'sdk'], 'lean'),
  LAMBDA_ENDPOINT: optionalUrl,
  AUTH: given(z.enum(['open', 'token'], { error: 'must be open or token' }).optional()),
  CSRF: choice(['always', 'browser'], 'always'),
  ZTP_ENROLL_SECRET: given(secretText.optional()),
  CORS_ORIGINS: list,
  METRICS: given(z.enum(['on', 'off'], { error: 'must be on or off' }).optional()),
  EVENTS: choice(['on', 'off'], 'on'),
  SEARCH: choice(['on', 'off'], 'on'),
  SERVICE_MANAGER_URL: given(secretUrl.default('http://localhost:4000')),
  EXEC_TIMEOUT_MS: whole(1, 60_000, 5000),
  EXEC_PAUSES_SECONDS: pauses,
  PING_METHOD: choice(['auto', 'icmp', 'tcp'], 'auto'),
  PING_PORT: whole(1, 65_535, 443),
  PING_TIMEOUT_MS: whole(1, 60_000, 1000),
  PING_COUNT: whole(1, 100, 4),
  PING_PRIVATE: flag(true),
  SWEEP_RATE: rate('1 minute'),
  DOWN_AFTER: whole(1, 1000, 2),
  ALERT_WEBHOOK_URL: given(secretUrl.optional()),
  LIST_SHARDS: whole(1, 64, 1),
  COMPUTE_CLUSTERS_PER_USER: whole(1, 1_000_000, 100),
  COMPUTE_CPUS_PER_USER: whole(1, 1_000_000, 1600),
  COMPUTE_MEMORY_PER_USER: amount(0.001, 10_000_000, 12_800),
});
export type Settings = z.output<typeof Settings>;

/**
 * Reads what a schema of settings asks of `env`.
 * @throws Error with one sentence that names every bad setting.
 */
export const readFrom = <S extends z.ZodObject>(schema: S, env: Record<string, string | undefined>): z.output<S> => {
  // Read once: to compile the schema first would take longer than to read by it.
  const result = schema.safeParse(env, { jitless: true });
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
  throw new Error(`Bad settings: ${faults.join('; ')}.`);
};

/** The functions' settings. @throws Error with one sentence that names every bad one. */
export const readSettings = (env: Record<string, string | undefined>): Settings => readFrom(Settings, env);

let known: Settings | undefined;

/** The settings of this process, read once. */
export const settings = (): Settings => {
  known ??= readSettings(process.env);
  return known;
};

/** The stage of one laptop: sample users, GraphiQL, and no token asked for by default. */
export const isLocal = ({ STAGE } = settings()): boolean => STAGE === 'local';

/** Whether metrics are written: `METRICS`, or by default on every stage but the local one, whose log people read. */
export const isMeasured = ({ METRICS, STAGE } = settings()): boolean =>
  (METRICS ?? (STAGE === 'local' ? 'off' : 'on')) === 'on';

/** Whether callers must show a token: `AUTH`, or by default on every stage but the local one. */
export const asksForToken = ({ AUTH, STAGE } = settings()): boolean =>
  (AUTH ?? (STAGE === 'local' ? 'open' : 'token')) === 'token';
