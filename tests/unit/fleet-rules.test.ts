import { expect, test } from '@jest/globals';
import { RuleBody } from '#lib/fleet/model';
import { render, unknownVariables, VARIABLES } from '#lib/fleet/template';
import { enrolledVariables, subjectVariables } from '#lib/fleet/variables';

test('a template knows every variable, with or without spaces, and nothing else', () => {
  const template = VARIABLES.map((name) => `{{${name}}} {{ ${name} }}`).join('');
  expect(unknownVariables(template)).toEqual([]);
  expect(unknownVariables('{{nam}} {{ds.meta_data}} {{nam}} {{}} {name}')).toEqual(['nam', 'ds.meta_data', '']);
});

test('a template is filled in once: what is filled in is no template', () => {
  expect(render('{{name}}-{{ id }}-{{gateway}}!', { name: '{{id}}', id: 'x' })).toBe('{{id}}-x-!');
});

test('a device without a name goes by its id, and only a MAC address is one', () => {
  expect(subjectVariables({ id: '52:54:00:12:34:56', ip: '10.0.0.1' })).toEqual({
    id: '52:54:00:12:34:56',
    name: '52:54:00:12:34:56',
    ip: '10.0.0.1',
    mac: '52:54:00:12:34:56',
  });
  expect(subjectVariables({ id: 'serial', name: 'web-1' })).toEqual({ id: 'serial', name: 'web-1', ip: '', mac: '' });
});

test('what a pool says of its network is known once there is an address', () => {
  const network = { prefix_length: 24, gateway: '10.0.0.1', dns: ['1.1.1.1', '9.9.9.9'] };
  expect(enrolledVariables({ id: 'x' }, '10.0.0.5', network)).toMatchObject({
    address: '10.0.0.5',
    prefix_length: '24',
    gateway: '10.0.0.1',
    dns: '1.1.1.1, 9.9.9.9',
  });
  expect(enrolledVariables({ id: 'x' }, undefined)).toMatchObject({
    address: '',
    prefix_length: '',
    gateway: '',
    dns: '',
  });
});

test('a rule has its defaults', () => {
  expect(RuleBody.parse({ monitor: {}, machine: { cluster_name: 'web' }, exec: {} })).toEqual({
    priority: 100,
    enabled: true,
    match: {},
    monitor: { name: '{{name}}', tags: [] },
    machine: { cluster_name: 'web', name: '{{name}}', tags: [] },
    exec: { when: 'registered' },
  });
});

const pathsOf = (body: unknown): string[] => {
  const { error } = RuleBody.safeParse(body);
  return [...new Set((error?.issues ?? []).map(({ path }) => path.join('.')))].sort();
};

test('every fault of a rule is found, with its path', () => {
  expect(
    pathsOf({
      priority: 10_001,
      enabled: 'yes',
      max_devices: -1,
      match: { mac_prefixes: ['zz'], ids: [], cidrs: ['10.0.0.0', '10.0.0.0/33', '::/129'], names: [''] },
      address: { pool: 'a b' },
      monitor: { name: '{{nmae}}', target: 'both', tags: 'web' },
      machine: { name: '' },
      exec: { when: 'later' },
      userdata: '{{hostname}}',
      ipxe: 5,
    }),
  ).toEqual([
    'address.pool',
    'enabled',
    'exec.when',
    'ipxe',
    'machine.cluster_name',
    'machine.name',
    'match.cidrs.0',
    'match.cidrs.1',
    'match.cidrs.2',
    'match.ids',
    'match.mac_prefixes.0',
    'match.names.0',
    'max_devices',
    'monitor.name',
    'monitor.tags',
    'monitor.target',
    'priority',
    'userdata',
  ]);
});

test('an unknown field, and a target that no step gives, are refused', () => {
  expect(pathsOf({ monitor: { target: 'address' } })).toEqual(['monitor.target']);
  expect(RuleBody.safeParse({ rank: 1 }).success).toBe(false);
});
