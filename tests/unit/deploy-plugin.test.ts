import { afterEach, expect, test } from '@jest/globals';
import DeployPlugin from '#tools/deploy/plugin';

type Framework = ConstructorParameters<typeof DeployPlugin>[0];

/** The least that the functions' environment must have. */
const DEPLOYABLE = { STAGE: 'dev', SERVICE_MANAGER_URL: 'https://manager.example.org' };

/** As much of the framework's state as the plugin works on. */
const service = (provider: object = {}) => ({
  functions: {
    login: { name: 'muster-dev-login' } as Record<string, unknown>,
    callManager: { name: 'muster-dev-callManager', outward: true } as Record<string, unknown>,
  },
  provider: {
    compiledCloudFormationTemplate: {
      Resources: { HttpApiStage: { Properties: { DefaultRouteSettings: { DetailedMetricsEnabled: true } } } } as Record<
        string,
        { Properties: Record<string, unknown> }
      >,
    },
    environment: DEPLOYABLE,
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

const NAMES = ['API_RATE', 'API_BURST', 'RESERVED_CONCURRENCY', 'VPC_SUBNETS', 'VPC_SECURITY_GROUPS'];
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
  expect(() => packaged(service({ environment: { ...DEPLOYABLE, AUTH: 'maybe' } }))).toThrow(
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

test.each([
  [{ STAGE: 'local' }, 'the stage local is that of one laptop, and cannot be deployed: --stage dev'],
  [{ SERVICE_MANAGER_URL: '' }, 'SERVICE_MANAGER_URL must name the service manager, or ssm:/ and a parameter'],
  [{ DYNAMODB_ENDPOINT: 'http://localhost:8000' }, 'DYNAMODB_ENDPOINT is for the local stack, and cannot be deployed'],
  [{ LAMBDA_ENDPOINT: 'http://localhost:3002' }, 'LAMBDA_ENDPOINT is for the local stack, and cannot be deployed'],
])('%j ends the packaging with a sentence', (setting, sentence) => {
  expect(() => packaged(service({ environment: { ...DEPLOYABLE, ...setting } }))).toThrow(`Bad settings: ${sentence}.`);
});

/** The statements of a function's role that are about network interfaces. */
const onInterfaces = ({ provider, functions }: ReturnType<typeof service>, key: 'login' | 'callManager') => {
  const role = provider.compiledCloudFormationTemplate.Resources[String(functions[key].role)];
  const [policy] = (role?.Properties.Policies ?? []) as { PolicyDocument: { Statement: { Action: string[] }[] } }[];
  return policy?.PolicyDocument.Statement.filter(({ Action }) => Action.some((action) => action.startsWith('ec2:')));
};

test('where a VPC is set the functions that call the fleet run in it, and may have their interfaces there', () => {
  process.env.VPC_SUBNETS = 'subnet-0a,subnet-0b';
  process.env.VPC_SECURITY_GROUPS = 'sg-0c';
  const made = packaged();
  expect(made.functions.callManager).toMatchObject({
    vpc: { subnetIds: ['subnet-0a', 'subnet-0b'], securityGroupIds: ['sg-0c'] },
  });
  expect(made.functions.login).not.toHaveProperty('vpc');
  expect(onInterfaces(made, 'login')).toEqual([]);
  const own = `arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:muster-dev-callManager`;
  expect(onInterfaces(made, 'callManager')).toMatchObject([
    { Effect: 'Allow', Action: expect.arrayContaining(['ec2:CreateNetworkInterface']), Resource: '*' },
    // The code of the function itself: its calls alone carry this.
    { Effect: 'Deny', Condition: { ArnEquals: { 'lambda:SourceFunctionArn': { 'Fn::Sub': own } } } },
  ]);
});

test('without a VPC no function is in one, and no role knows of network interfaces', () => {
  const made = packaged();
  expect(made.functions.callManager).not.toHaveProperty('vpc');
  expect(onInterfaces(made, 'callManager')).toEqual([]);
});

test.each([
  ['VPC_SUBNETS', 'subnet-0a', 'VPC_SUBNETS and VPC_SECURITY_GROUPS belong together'],
  ['VPC_SUBNETS', 'default', 'VPC_SUBNETS must be like `subnet-0abc,subnet-0def`'],
])('%s=%s alone ends the packaging', (name, value, sentence) => {
  process.env[name] = value;
  expect(() => packaged()).toThrow(sentence);
});
