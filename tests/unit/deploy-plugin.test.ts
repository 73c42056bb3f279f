import { afterEach, expect, test } from '@jest/globals';
import DeployPlugin from '#lib/deploy/plugin';

type Framework = ConstructorParameters<typeof DeployPlugin>[0];

/** As much of the framework's state as the plugin works on. */
const service = (provider: object = {}) => ({
  functions: { login: { name: 'muster-dev-login' } as Record<string, unknown> },
  provider: {
    compiledCloudFormationTemplate: {
      Resources: { HttpApiStage: { Properties: { DefaultRouteSettings: { DetailedMetricsEnabled: true } } } } as Record<
        string,
        { Properties: Record<string, unknown> }
      >,
    },
    environment: { STAGE: 'dev' },
    ...provider,
  },
});

const packaged = (made = service()) => {
  const plugin = new DeployPlugin({
    service: made,
    configSchemaHandler: { defineFunctionProperties: () => {} },
  } as unknown as Framework);
  for (const hook of Object.values(plugin.hooks)) hook();
  return made;
};

const NAMES = ['API_RATE', 'API_BURST', 'RESERVED_CONCURRENCY'];
afterEach(() => {
  for (const name of NAMES) delete process.env[name];
});

const stageOf = ({ provider }: ReturnType<typeof service>) =>
  provider.compiledCloudFormationTemplate.Resources.HttpApiStage?.Properties.DefaultRouteSettings;

test('the limits of the API are settings, and stand beside what the stage has already', () => {
  process.env.API_RATE = '20';
  expect(stageOf(packaged())).toEqual({
    DetailedMetricsEnabled: true,
    ThrottlingRateLimit: 20,
    ThrottlingBurstLimit: 1000,
  });
});

test('nothing is reserved for a function unless a setting says so', () => {
  expect(packaged().functions.login).not.toHaveProperty('reservedConcurrency');
  process.env.RESERVED_CONCURRENCY = 'login=5';
  expect(packaged().functions.login).toMatchObject({ reservedConcurrency: 5 });
});

test.each([
  ['API_RATE', 'fast', 'Bad settings: API_RATE must be a number.'],
  ['RESERVED_CONCURRENCY', 'login', 'Bad settings: RESERVED_CONCURRENCY must be like `login=5,postGraphql=20`.'],
  ['RESERVED_CONCURRENCY', 'logon=5', 'Bad settings: RESERVED_CONCURRENCY names logon, which is no function.'],
])('%s=%s ends the packaging', (name, value, sentence) => {
  process.env[name] = value;
  expect(() => packaged()).toThrow(sentence);
});

test('a bad setting of the functions ends the packaging, too', () => {
  expect(() => packaged(service({ environment: { STAGE: 'dev', AUTH: 'maybe' } }))).toThrow(
    'Bad settings: AUTH must be open or token.',
  );
});

test('where calls are traced every role may send traces, and what is allowed to all is in every role', () => {
  const statement = { Effect: 'Allow', Action: ['a:B'], Resource: '*' };
  const { provider, functions } = packaged(
    service({ tracing: { lambda: true }, iam: { role: { statements: [statement] } } }),
  );
  const role = provider.compiledCloudFormationTemplate.Resources[String(functions.login.role)];
  const actions = JSON.stringify(role?.Properties.Policies);
  expect(actions).toContain('"xray:PutTraceSegments"');
  expect(actions).toContain('"a:B"');
});
