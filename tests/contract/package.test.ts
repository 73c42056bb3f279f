import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { unzipSync } from 'fflate';
import { endpoints } from '#lib/api';
import { declaredFunctions } from '#support/functions-yml';
import { packaged, packagedResources, type Resource, tableOf } from '#support/packaged';

/** Bundles that may be over 250 kB zipped, and why. */
const LARGE: Record<string, string> = {
  getApidocsFile: 'Swagger UI is 500 kB compressed, and serving it is all that this function does',
};
const MOST_BYTES = 250_000;
/** CloudFormation takes 500. An endpoint has three, and a role where none allows the same yet. */
const MOST_RESOURCES = 480;

const home = packaged();
const resources = packagedResources();

const ofType = (type: string): [string, Resource][] =>
  Object.entries(resources).filter(([, resource]) => resource.Type === type);

test('the template stays well under the 500 resources of CloudFormation, without function versions', () => {
  expect(Object.keys(resources).length).toBeLessThan(MOST_RESOURCES);
  expect(ofType('AWS::Lambda::Version')).toEqual([]);
});

test('the template stays under the megabyte of CloudFormation', () => {
  expect(statSync(join(home, 'cloudformation-template-update-stack.json')).size).toBeLessThan(1_000_000);
});

test('every function runs on Node 24, on arm64', () => {
  const functions = ofType('AWS::Lambda::Function');
  expect(functions.length).toBeGreaterThan(0);
  for (const [name, { Properties }] of functions)
    expect({ name, runtime: Properties.Runtime, on: Properties.Architectures }).toEqual({
      name,
      runtime: 'nodejs24.x',
      on: ['arm64'],
    });
});

test('all functions write to one log group, the API to another, and no log is kept for ever', () => {
  const groups = ofType('AWS::Logs::LogGroup').map(([, { Properties }]) => Properties);
  expect(groups).toEqual([
    { LogGroupName: '/aws/http-api/muster-dev', RetentionInDays: 30 },
    { LogGroupName: '/aws/lambda/muster-dev', RetentionInDays: 30 },
  ]);
  const targets = ofType('AWS::Lambda::Function').map(([, { Properties }]) => Properties.LoggingConfig.LogGroup.Ref);
  expect(new Set(targets)).toEqual(new Set(['FunctionLogs']));
});

test('the API has a route for each endpoint, and none ends in a slash, which HTTP APIs refuse', () => {
  const keys = ofType('AWS::ApiGatewayV2::Route').map(([, { Properties }]) => Properties.RouteKey as string);
  expect(keys.filter((key) => key.endsWith('/') && !/^[A-Z]+ \/$/.test(key))).toEqual([]);
  const routes = endpoints.map(({ route }) => route.replace(/(?<=[^ ])\/$/, ''));
  expect(keys.sort()).toEqual([...routes, '$default'].sort());
});

test('the API takes so many calls a second, and a crowd of so many at once', () => {
  expect(resources.HttpApiStage?.Properties.DefaultRouteSettings).toMatchObject({
    ThrottlingRateLimit: 500,
    ThrottlingBurstLimit: 1000,
  });
});

test('the access log is JSON, and has nothing in it by which somebody is let in', () => {
  const { Format, DestinationArn } = resources.HttpApiStage?.Properties.AccessLogSettings ?? {};
  expect(DestinationArn).toEqual({ 'Fn::GetAtt': ['HttpApiLogGroup', 'Arn'] });
  const said = Object.values(JSON.parse(Format) as Record<string, string>);
  expect(said).toContain('$context.status');
  // Headers, query strings and authorizers are where tokens are.
  for (const value of said)
    expect(value).toMatch(
      /^\$context\.(requestTime|requestId|identity\.sourceIp|httpMethod|path|routeKey|status|response\w+|integration\w+|error\.message)$/,
    );
});

test('the table expires items, has a stream with both images, and can be deleted on the stage dev', () => {
  expect(resources.Table).toMatchObject({
    Type: 'AWS::DynamoDB::Table',
    DeletionPolicy: 'Delete',
    Properties: {
      TimeToLiveSpecification: { AttributeName: 'expiresAtSeconds', Enabled: true },
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      DeletionProtectionEnabled: false,
    },
  });
});

test.each(['prod', 'staging'])(
  'the table of %s is kept, protected, and can be restored to any point in time',
  async (stage) => {
    expect(await tableOf(stage)).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        TimeToLiveSpecification: { AttributeName: 'expiresAtSeconds', Enabled: true },
        StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      },
    });
  },
);

test('no bundle is over 250 kB zipped, but for those that are listed with a reason', () => {
  const over = readdirSync(home)
    .filter((file) => file.endsWith('.zip') && statSync(join(home, file)).size > MOST_BYTES)
    .map((file) => file.replace('.zip', ''));
  expect(over.filter((name) => !LARGE[name])).toEqual([]);
  expect(Object.keys(LARGE).filter((name) => !over.includes(name))).toEqual([]);
});

test('no bundle has a client of the SDK in it', () => {
  const modules = readdirSync(home)
    .filter((file) => file.endsWith('.zip'))
    .map((file) => {
      const files = unzipSync(readFileSync(join(home, file)), { filter: ({ name }) => name.endsWith('.mjs') });
      return { file, text: Buffer.concat(Object.values(files)).toString() };
    });
  expect(modules.filter(({ text }) => text.includes('handler')).length).toBeGreaterThan(50);
  // Every client of it tells AWS who it is.
  expect(modules.filter(({ text }) => text.includes('x-amz-user-agent')).map(({ file }) => file)).toEqual([]);
});

test('the fallback may run longer than any function that it waits for, and ends before API Gateway gives up', () => {
  const names = endpoints.map(({ name }) => `muster-dev-${name}`);
  const timeouts = new Map(
    ofType('AWS::Lambda::Function').map(([, { Properties }]) => [
      Properties.FunctionName,
      Properties.Timeout as number,
    ]),
  );
  const fallback = timeouts.get('muster-dev-fallback') ?? 0;
  expect(fallback).toBeLessThan(30);
  expect(names.filter((name) => (timeouts.get(name) ?? 30) >= fallback)).toEqual([]);
});

test('probes that waited for a minute are not made any more, and are not tried twice', () => {
  const configs = ofType('AWS::Lambda::EventInvokeConfig').map(([, { Properties }]) => Properties);
  const of = (key: string) => configs.find(({ FunctionName }) => JSON.stringify(FunctionName).includes(key));
  expect(of('ProbeServers')).toMatchObject({ MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 });
  expect(of('SweepServers')).toMatchObject({ MaximumRetryAttempts: 0 });
});

/** What calls the service manager, webhooks or servers; in a VPC where one is set. */
const OUTWARD = ['callManager', 'probeServers', 'sendAlerts', 'sendWebhooks', 'sweepServers'];

test('exactly the functions that call the fleet or its operators run in the VPC', () => {
  const outward = Object.entries(declaredFunctions()).filter(([, declared]) => declared.outward);
  expect(outward.map(([key]) => key).sort()).toEqual(OUTWARD);
});
