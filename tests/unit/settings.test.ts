import { expect, test } from '@jest/globals';
import { asksForToken, isLocal, isMeasured, readSettings, Settings } from '#lib/core/settings';
import { readOptions } from '#tools/local/options';

test('nothing set gives the defaults, and so does everything set to nothing', () => {
  const empty = Object.fromEntries(Object.keys(Settings.shape).map((name) => [name, '']));
  expect(readSettings(empty)).toEqual(readSettings({}));
  expect(readSettings({})).toMatchObject({
    STAGE: 'local',
    CSRF: 'always',
    SERVICE_MANAGER_URL: 'http://localhost:4000',
    EXEC_TIMEOUT_MS: 5000,
    EXEC_PAUSES_SECONDS: [60, 120, 240, 480],
    PING_METHOD: 'auto',
    PING_PORT: 443,
    PING_TIMEOUT_MS: 1000,
    PING_COUNT: 4,
    SWEEP_RATE: '1 minute',
    DOWN_AFTER: 2,
    CORS_ORIGINS: [],
  });
});

test('texts become numbers, flags and lists', () => {
  expect(
    readSettings({
      PING_COUNT: '7',
      PING_PRIVATE: 'false',
      EXEC_PAUSES_SECONDS: '0, 1,2',
      CORS_ORIGINS: 'https://a.example, https://b.example,',
    }),
  ).toMatchObject({
    PING_COUNT: 7,
    PING_PRIVATE: false,
    EXEC_PAUSES_SECONDS: [0, 1, 2],
    CORS_ORIGINS: ['https://a.example', 'https://b.example'],
  });
});

test('a secret may be named instead of given, and a slip in the naming is no secret', () => {
  const named = {
    ZTP_ENROLL_SECRET: 'ssm:/muster/prod/enroll',
    SERVICE_MANAGER_URL: 'ssm:/muster/prod/manager.url',
    ALERT_WEBHOOK_URL: 'ssm:/webhook',
  };
  expect(readSettings(named)).toMatchObject(named);
  for (const name of Object.keys(named))
    for (const slip of ['ssm:muster', 'ssm:/', 'ssm:/a b', 'ssm:/a/', 'ssm:'])
      expect(() => readSettings({ [name]: slip })).toThrow(`Bad settings: ${name} must be `);
});

test('one sentence names every bad setting', () => {
  const bad = {
    AUTH: 'maybe',
    CSRF: 'never',
    SERVICE_MANAGER_URL: 'localhost:4000',
    EXEC_PAUSES_SECONDS: '1 minute',
    PING_METHOD: 'udp',
    PING_PORT: '65536',
    PING_COUNT: '1.5',
    PING_TIMEOUT_MS: 'soon',
    PING_PRIVATE: 'yes',
  };
  let message = '';
  try {
    readSettings(bad);
  } catch (error) {
    message = (error as Error).message;
  }
  expect(message).toMatch(/^Bad settings: [^\n]*\.$/);
  for (const name of Object.keys(bad)) expect(message).toContain(`${name} `);
});

test.each([
  ['PING_COUNT', '0', 'must be a whole number from 1 to 100'],
  ['PING_COUNT', '0.5', 'must be a whole number from 1 to 100'],
  ['DOWN_AFTER', '99999999999999999999', 'must be a whole number from 1 to 1,000'],
  ['PING_TIMEOUT_MS', '-1', 'must be a whole number from 1 to 60,000'],
  ['PING_TIMEOUT_MS', 'soon', 'must be a whole number from 1 to 60,000'],
  ['COMPUTE_MEMORY_PER_USER', '0', 'must be a number from 0.001 to 10,000,000'],
])('of %s=%s the bounds are said', (name, value, rule) => {
  expect(() => readSettings({ [name]: value })).toThrow(new Error(`Bad settings: ${name} ${rule}.`));
});

test.each([{ PORT: '4100', LAMBDA_PORT: '4100' }, { LAMBDA_PORT: '3000' }])('%j is one port for two', (env) => {
  expect(() => readOptions(env)).toThrow(new Error('Bad settings: LAMBDA_PORT must be another port than PORT.'));
});

test.each([
  ['local', undefined, false],
  ['dev', undefined, true],
  ['local', 'token', true],
  ['prod', 'open', false],
])('on stage %s with AUTH=%s, callers are asked for a token: %s', (STAGE, AUTH, asked) => {
  const settings = readSettings({ STAGE, ...(AUTH && { AUTH }) });
  expect(asksForToken(settings)).toBe(asked);
  expect(isLocal(settings)).toBe(STAGE === 'local');
});

test.each([
  ['local', undefined, false],
  ['dev', undefined, true],
  ['local', 'on', true],
  ['prod', 'off', false],
])('on stage %s with METRICS=%s, metrics are written: %s', (STAGE, METRICS, written) => {
  expect(isMeasured(readSettings({ STAGE, ...(METRICS && { METRICS }) }))).toBe(written);
});

test('the local stack names the bad ones of the functions and its own together', () => {
  expect(() => readOptions({ PORT: 'x', MUSTER_DATA: ':memory:', AUTH: 'maybe' })).toThrow(
    /^Bad settings: (?=.*PORT must be a port number from 1 to 65535)(?=.*AUTH must be open or token).*\.$/,
  );
});

test('the local stack keeps data in .data, or nowhere', () => {
  expect(readOptions({})).toMatchObject({ port: 3000, lambdaPort: 3002, engine: 'embedded', endpoint: undefined });
  expect(readOptions({}).dataDir).toMatch(/\/\.data$/);
  expect(readOptions({ MUSTER_DATA: ':memory:', PORT: '65535' })).toMatchObject({
    dataDir: undefined,
    lambdaPort: 65533,
  });
});
