import { labelsIn, numberIn, optional } from '../../core/fields.ts';
import type { Rule } from '../../core/model.ts';

/** A rule as the fields of its form have it. */
export type RuleValues = Record<
  | ('name' | 'priority' | 'enabled' | 'max_devices')
  | ('mac_prefixes' | 'ids' | 'names' | 'cidrs')
  | ('pool' | 'monitor' | 'monitor_name' | 'monitor_tags')
  | ('cluster' | 'machine_name' | 'machine_tags' | 'exec' | 'userdata' | 'ipxe'),
  string
>;

export const NEW_RULE: RuleValues = {
  name: '',
  priority: '100',
  enabled: 'yes',
  max_devices: '',
  mac_prefixes: '',
  ids: '',
  names: '',
  cidrs: '',
  pool: '',
  monitor: 'no',
  monitor_name: '{{name}}',
  monitor_tags: '',
  cluster: '',
  machine_name: '{{name}}',
  machine_tags: '',
  exec: 'registered',
  userdata: '',
  ipxe: '',
};

const lines = (entries: readonly string[] | undefined): string => (entries ?? []).join('\n');
const labels = (entries: readonly string[] | undefined): string => (entries ?? []).join(', ');

export const valuesOf = ({ name, match, address, monitor, machine, exec, ...rule }: Rule): RuleValues => ({
  name,
  priority: String(rule.priority),
  enabled: rule.enabled ? 'yes' : 'no',
  max_devices: rule.max_devices === undefined ? '' : String(rule.max_devices),
  mac_prefixes: lines(match.mac_prefixes),
  ids: lines(match.ids),
  names: lines(match.names),
  cidrs: lines(match.cidrs),
  pool: address?.pool ?? '',
  monitor: monitor ? (monitor.target ?? 'default') : 'no',
  monitor_name: monitor?.name ?? NEW_RULE.monitor_name,
  monitor_tags: labels(monitor?.tags),
  cluster: machine?.cluster_name ?? '',
  machine_name: machine?.name ?? NEW_RULE.machine_name,
  machine_tags: labels(machine?.tags),
  exec: exec?.when ?? 'no',
  userdata: rule.userdata ?? '',
  ipxe: rule.ipxe ?? '',
});

/** Patterns of names may have blanks and commas: one by line. */
const linesIn = (text: string): string[] | undefined => {
  const entries = text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  return entries.length > 0 ? entries : undefined;
};

export const matchOf = ({ mac_prefixes, ids, names, cidrs }: RuleValues): Rule['match'] => ({
  mac_prefixes: linesIn(mac_prefixes),
  ids: linesIn(ids),
  names: linesIn(names),
  cidrs: linesIn(cidrs),
});

/** One of a few words; undefined for any other. */
const wordIn = <T extends string>(text: string, words: readonly T[]): T | undefined =>
  words.find((word) => word === text);

const monitorOf = ({ monitor, monitor_name: name, monitor_tags }: RuleValues) =>
  monitor === 'no' ? undefined : { name, target: wordIn(monitor, ['address', 'ip']), tags: labelsIn(monitor_tags) };

const machineOf = ({ cluster: cluster_name, machine_name: name, machine_tags }: RuleValues) =>
  cluster_name === '' ? undefined : { cluster_name, name, tags: labelsIn(machine_tags) };

const execOf = ({ exec }: RuleValues) => {
  const when = wordIn(exec, ['registered', 'enrolled']);
  return when && { when };
};

/** What is sent. What is wrong with it is for the API to say. */
export const bodyOf = (values: RuleValues) => ({
  priority: optional(values.priority, numberIn),
  enabled: values.enabled === 'yes',
  max_devices: optional(values.max_devices, numberIn),
  match: matchOf(values),
  address: values.pool === '' ? undefined : { pool: values.pool },
  monitor: monitorOf(values),
  machine: machineOf(values),
  exec: execOf(values),
  userdata: values.userdata === '' ? undefined : values.userdata,
  ipxe: values.ipxe === '' ? undefined : values.ipxe,
});

/** Where the API's paths belong. */
export const PATHS = {
  mac_prefixes: ['match.mac_prefixes'],
  ids: ['match.ids'],
  names: ['match.names'],
  cidrs: ['match.cidrs'],
  pool: ['address'],
  monitor: ['monitor.target'],
  monitor_name: ['monitor.name'],
  monitor_tags: ['monitor.tags'],
  cluster: ['machine.cluster_name'],
  machine_name: ['machine.name'],
  machine_tags: ['machine.tags'],
} as const;
