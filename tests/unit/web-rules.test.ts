import { expect, test } from '@jest/globals';
import { Rule, RuleBody } from '#lib/fleet/model';
import type { Device } from '../../web/src/core/model.ts';
import { bodyOf, valuesOf } from '../../web/src/fleet/rules/values.ts';
import { wouldMatch } from '../../web/src/fleet/rules/would-match.ts';
import { inWords, marksOf } from '../../web/src/fleet/steps.ts';

const device = (id: string, name: string, ip: string): Device => ({
  id,
  name,
  ip,
  registered_at: '2026-11-20T15:44:00.000Z',
  last_registered_at: '2026-11-20T15:44:00.000Z',
  registrations: 1,
  exec: null,
});

const DEVICES = [
  device('5254.00AA.0001', 'web-1', '10.1.0.1'),
  device('52:54:00:aa:00:02', 'web-2', '10.2.0.2'),
  device('rack3-7', '', '2001:db8::7'),
];

const rule = (name: string, body: object): Rule => Rule.parse({ name, ...RuleBody.parse(body) });

const names = (body: object, others: readonly Rule[] = [], name = 'draft'): string[] =>
  wouldMatch(rule(name, body), DEVICES, others).map(({ device: { id }, before }) =>
    before ? `${id} < ${before}` : id,
  );

test('a rule matches as the API would, whatever the spelling of a MAC address', () => {
  expect(names({})).toHaveLength(3);
  expect(names({ match: { mac_prefixes: ['52-54-00'] } })).toEqual(['5254.00AA.0001', '52:54:00:aa:00:02']);
  expect(names({ match: { names: ['web-*'], cidrs: ['10.1.0.0/16'] } })).toEqual(['5254.00AA.0001']);
  expect(names({ match: { cidrs: ['2001:db8::/64'] } })).toEqual(['rack3-7']);
});

test('an entry that is half written matches nothing, and never everything', () => {
  const half = (match: Rule['match']) => wouldMatch({ name: 'a', priority: 1, match }, DEVICES, []);
  expect(half({ cidrs: ['10.0.0.0/'] })).toEqual([]);
  expect(half({ cidrs: ['10.0.0.0/', '10.1.0.0/16'] })).toHaveLength(1);
  expect(half({ mac_prefixes: ['zz', ''] })).toEqual([]);
});

test('a rule that is tried before has its devices first, where it is in use', () => {
  const before = rule('before', { priority: 5, match: { names: ['web-1'] } });
  const body = { priority: 10, match: { names: ['web-*'] } };
  expect(names(body, [before])).toEqual(['5254.00AA.0001 < before', '52:54:00:aa:00:02']);
  expect(names(body, [{ ...before, enabled: false }])).toEqual(['5254.00AA.0001', '52:54:00:aa:00:02']);
  expect(names(body, [{ ...before, priority: 11 }])).toEqual(['5254.00AA.0001', '52:54:00:aa:00:02']);
  // The rule itself, as it is kept, is not before what it becomes.
  expect(names(body, [{ ...before, name: 'draft' }])).toEqual(['5254.00AA.0001', '52:54:00:aa:00:02']);
});

test.each([
  {},
  { enabled: false, priority: 0, max_devices: 0 },
  {
    match: { mac_prefixes: ['52:54'], ids: ['rack 3, *', 'b'], names: ['web-*'], cidrs: ['10.0.0.0/8'] },
    address: { pool: 'rack-1' },
    monitor: { name: '{{name}}.x', target: 'ip', tags: ['a', 'b c'] },
    machine: { cluster_name: 'web', name: '{{id}}', tags: ['auto'] },
    exec: { when: 'enrolled' },
    userdata: '#cloud-config\nhostname: {{name}}\n',
    ipxe: '#!ipxe\n',
  },
  { monitor: {}, exec: {} },
])('a rule that is opened in the editor and saved stays what it was: %j', (body) => {
  const kept = rule('web', body);
  expect(Rule.parse({ name: 'web', ...RuleBody.parse(JSON.parse(JSON.stringify(bodyOf(valuesOf(kept))))) })).toEqual(
    kept,
  );
});

test('the way of a device is five marks, which are a sentence for those who do not see them', () => {
  const at = '2026-11-20T15:44:00.000Z';
  const steps = [
    { step: 'address', state: 'DONE', at, attempts: 1, error: null },
    { step: 'machine', state: 'FAILED', at, attempts: 5, error: 'full' },
    { step: 'exec', state: 'PENDING', at, attempts: 0, error: null },
  ] as const;
  const marks = marksOf({ steps: [...steps], exec: null, state: 'FAILED' });
  expect(inWords(marks)).toBe(
    'Registered, Address done, Monitoring not asked for, Machine failed, Provisioning pending',
  );
  expect(new Set(marks.map(({ tone }) => tone)).size).toBe(4);
  const exec = { status: 'FAILED', attempts: 1, http_status: 404, last_attempt_at: at, error: 'answered 404' } as const;
  expect(inWords(marksOf({ steps: [], exec, state: 'UNMANAGED' }))).toMatch(/Provisioning failed$/);
});
