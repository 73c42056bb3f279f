import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { METRICS, NAMESPACE, SERVICE } from '#lib/core/metrics';
import { type DeclaredFunction, declaredFunctions, routesOf } from '#support/functions-yml';
import { packagedResources } from '#support/packaged';

const root = new URL('../../', import.meta.url);
const textOf = (path: string): string => readFileSync(new URL(path, root), 'utf8');

/** The metrics of AWS that are watched. A name that is not among them is misspelt, or has to be looked up and added. */
const OF_AWS: Record<string, readonly string[]> = {
  'AWS/Lambda': ['Duration', 'Errors', 'IteratorAge', 'Throttles'],
  'AWS/ApiGateway': ['Count', '4xx', '5xx', 'Latency'],
  'AWS/SQS': ['ApproximateNumberOfMessagesVisible'],
  'AWS/DynamoDB': [
    'ConsumedReadCapacityUnits',
    'ConsumedWriteCapacityUnits',
    'ReadThrottleEvents',
    'SystemErrors',
    'WriteThrottleEvents',
  ],
};

/** A metric as an alarm or the dashboard names it. */
interface Watched {
  namespace: string;
  metric: string;
  dimensions: Record<string, unknown>;
}

interface NamedMetric {
  Namespace: string;
  MetricName: string;
  Dimensions?: { Name: string; Value: unknown }[];
}

const resources = packagedResources();
const alarms = Object.entries(resources)
  .filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm')
  .map(([id, { Properties }]) => ({ id, ...Properties }));
const functions = Object.entries(declaredFunctions());

const asWatched = ({ Namespace, MetricName, Dimensions = [] }: NamedMetric): Watched => ({
  namespace: Namespace,
  metric: MetricName,
  dimensions: Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value])),
});

const watchedBy = ({ Metrics, ...alarm }: (typeof alarms)[number]): Watched[] =>
  Metrics
    ? (Metrics as { MetricStat?: { Metric: NamedMetric } }[]).flatMap(({ MetricStat }) =>
        MetricStat ? [asWatched(MetricStat.Metric)] : [],
      )
    : [asWatched(alarm as unknown as NamedMetric)];

const dashboard = JSON.parse(resources.Dashboard?.Properties.DashboardBody['Fn::Sub']) as {
  widgets: { type: string; properties: { alarms?: string[]; metrics?: unknown[][] } }[];
};

/** `${Table}` and `${Table.Arn}` name what `!Ref` and `!GetAtt` do. */
const referenceOf = (text: string): unknown => {
  const [, name, attribute] = /^\$\{(\w+)(?:\.(\w+))?\}$/.exec(text) ?? [];
  if (name === undefined) return text;
  return attribute === undefined ? { Ref: name } : { 'Fn::GetAtt': [name, attribute] };
};

const onDashboard = (entry: unknown[]): Watched => {
  const [first] = entry;
  if (typeof first === 'object') {
    const { expression } = first as { expression: string };
    const [, namespace = '', metric = ''] = /^SEARCH\('\{([\w/]+),\w+\} MetricName="(\w+)" /.exec(expression) ?? [];
    return { namespace, metric, dimensions: {} };
  }
  const [namespace = '', metric = '', ...rest] = entry.filter((part) => typeof part === 'string') as string[];
  const pairs = rest.flatMap((name, i) => (i % 2 === 0 ? [[name, referenceOf(rest[i + 1] ?? '')]] : []));
  return { namespace, metric, dimensions: Object.fromEntries(pairs) };
};

const everything: [string, Watched][] = [
  ...alarms.flatMap((alarm) => watchedBy(alarm).map((watched): [string, Watched] => [`alarm ${alarm.id}`, watched])),
  ...dashboard.widgets
    .flatMap(({ properties }) => properties.metrics ?? [])
    .map((entry): [string, Watched] => ['dashboard', onDashboard(entry)]),
];

test('there are alarms, and a dashboard', () => {
  expect(alarms.length).toBeGreaterThan(20);
  expect(everything.filter(([where]) => where === 'dashboard').length).toBeGreaterThan(20);
});

test.each(everything)('%s: %j is a metric that there is', (_, { namespace, metric, dimensions }) => {
  if (namespace !== NAMESPACE) {
    expect(OF_AWS[namespace]).toContain(metric);
    return;
  }
  expect(Object.keys(METRICS)).toContain(metric);
  expect(dimensions).toEqual({ service: SERVICE, stage: 'dev' });
});

test('whatever they name of the stack is in it', () => {
  const named = everything.flatMap(([, { dimensions }]) =>
    Object.values(dimensions).flatMap((value) => {
      const { Ref, 'Fn::GetAtt': [of] = [] } = value as { Ref?: string; 'Fn::GetAtt'?: string[] };
      return [Ref ?? of ?? []].flat();
    }),
  );
  expect(named).toContain('HttpApi');
  expect(named.filter((name) => !resources[name])).toEqual([]);
});

test('each metric of ours is counted or measured somewhere', () => {
  const sources = readdirSync(new URL('lib', root), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && file !== 'core/metrics.ts')
    .map((file) => textOf(`lib/${file}`))
    .join('\n');
  expect(Object.keys(METRICS).filter((name) => !sources.includes(`'${name}'`))).toEqual([]);
});

test('every handler writes its metrics at the end: it is served or metered', () => {
  const files = new Set(functions.map(([, { handler }]) => handler.replace(/\.handler$/, '.ts')));
  const others = [...files].filter(
    (file) => !/^export const handler = (serve|serveOpen|serveUnrouted|metered)\(/m.test(textOf(file)),
  );
  expect(others).toEqual([]);
});

const alarmed = (metric: string): string[] =>
  alarms
    .filter(({ MetricName, Namespace }) => MetricName === metric && Namespace === 'AWS/Lambda')
    .flatMap((alarm) => watchedBy(alarm).map(({ dimensions }) => (dimensions.FunctionName as { Ref: string })?.Ref));
const logicalIds = (of: [string, DeclaredFunction][]): string[] =>
  of.map(([key]) => `${key[0]?.toUpperCase()}${key.slice(1)}LambdaFunction`).sort();

test('every function that no caller sees fail has an alarm on its errors', () => {
  expect(alarmed('Errors').sort()).toEqual(logicalIds(functions.filter(([, each]) => routesOf(each).length === 0)));
});

test('every reader of the stream has an alarm on how far it is behind', () => {
  const readers = functions.filter(([, { events = [] }]) => events.some((event) => 'stream' in event));
  expect(alarmed('IteratorAge').sort()).toEqual(logicalIds(readers));
});

test('where silence means that nobody works, silence is an alarm', () => {
  const broken = alarms.filter(({ TreatMissingData }) => TreatMissingData === 'breaching').map(({ id }) => id);
  expect(broken.sort()).toEqual(['ExecsUnwatched', 'SweepsMissing']);
  expect(alarms.filter(({ TreatMissingData }) => TreatMissingData === undefined)).toEqual([]);
});

test('every alarm is told to the topic, when it begins and when it is over', () => {
  for (const { id, AlarmActions, OKActions } of alarms)
    expect({ id, AlarmActions, OKActions }).toEqual({
      id,
      AlarmActions: [{ Ref: 'AlarmTopic' }],
      OKActions: [{ Ref: 'AlarmTopic' }],
    });
});

test('an address is subscribed where ALARM_EMAIL names one, and functions are not traced by default', () => {
  expect(resources.AlarmEmail).toMatchObject({
    Condition: 'HasAlarmEmail',
    Properties: { Protocol: 'email', Endpoint: '' },
  });
  const traced = Object.values(resources).filter(({ Properties }) => Properties?.TracingConfig);
  expect(traced).toEqual([]);
});

test('the dashboard shows every alarm', () => {
  const shown = dashboard.widgets.flatMap(({ properties }) => properties.alarms ?? []);
  expect(shown.sort()).toEqual(alarms.map(({ id }) => `\${${id}.Arn}`).sort());
});

const runbook = textOf('docs/operations.md');
const headings = [...runbook.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading);

test('the runbook has every metric of ours in its table', () => {
  const table = /^### Metrics$(.*?)^### /ms.exec(runbook)?.[1] ?? '';
  expect([...table.matchAll(/`([A-Z]\w+)`/g)].map(([, name = '']) => name)).toEqual(
    expect.arrayContaining(Object.keys(METRICS)),
  );
  expect(table).toContain(`There are ${Object.keys(METRICS).length} of them`);
});

test.each(alarms.map(({ AlarmName, AlarmDescription }) => [AlarmName, AlarmDescription] as [string, string]))(
  'alarm %s links to its own paragraph of the runbook',
  (name, description) => {
    const heading = name.replace(/^muster-dev-/, '');
    expect(description).toMatch(new RegExp(` docs/operations\\.md#${heading}$`));
    expect(headings).toContain(heading);
  },
);
