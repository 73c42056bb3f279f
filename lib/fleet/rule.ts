import * as z from 'zod';
import { Tags } from '#lib/cloud/model';
import { inPath, Name, Text } from '#lib/core/text';
import { PoolId } from '#lib/pools/model';
import { isCidr, isMacPrefix } from './patterns.ts';
import { unknownVariables, VARIABLES } from './template.ts';

export const RuleName = inPath(Name(64)).meta({
  id: 'RuleName',
  description: 'What a rule is known by',
  example: 'web',
});

const assertVariables = (template: string, { addIssue }: { addIssue: (message: string) => void }): void => {
  const unknown = unknownVariables(template);
  if (unknown.length > 0)
    addIssue(`does not know {{${unknown.join('}}, {{')}}}; the variables are ${VARIABLES.join(', ')}`);
};

/** Text with variables in double braces. */
const Template = (max: number) => Text(max).superRefine((template, context) => assertVariables(template, context));

/** The template of a name: one line, and not empty. */
const NameTemplate = Template(256)
  .refine((template) => template.trim() !== '' && !/[\r\n]/.test(template), 'must be one line of text')
  .meta({ description: 'A template', example: '{{name}}' });

/** The beginning of a MAC address, with any separators or none, in lower-case hexadecimal digits alone. */
const MacPrefix = z
  .string()
  .max(17)
  .refine(isMacPrefix, 'must be the beginning of a MAC address')
  .meta({ description: 'The beginning of a MAC address, in any spelling', example: '52:54:00' });

const Cidr = z
  .string()
  .max(49)
  .refine(isCidr, 'must be a CIDR block')
  .meta({ description: 'A block of addresses', example: '10.1.0.0/16' });

const Glob = Name(128).meta({ description: '`*` stands for any characters', example: 'rack3-*' });

/** The most entries of one part of a match. */
const MOST_ENTRIES = 100;

/** Each part that is given must hold, and any entry of a part is enough. */
export const Match = z
  .strictObject({
    mac_prefixes: z.array(MacPrefix).min(1).max(MOST_ENTRIES).optional(),
    ids: z.array(Glob).min(1).max(MOST_ENTRIES).optional(),
    names: z.array(Glob).min(1).max(MOST_ENTRIES).optional(),
    cidrs: z.array(Cidr).min(1).max(MOST_ENTRIES).optional(),
  })
  .meta({ id: 'RuleMatch', example: { mac_prefixes: ['52:54:00'], names: ['web-*'] } });
export type Match = z.output<typeof Match>;

const AddressStep = z.strictObject({ pool: PoolId });
const MonitorStep = z.strictObject({
  name: NameTemplate.default('{{name}}'),
  target: z.enum(['address', 'ip']).optional().meta({
    description:
      'What is probed: the allocated address (the default where there is an address step), or the one it registered with',
  }),
  tags: Tags.default([]),
});
const MachineStep = z.strictObject({
  cluster_name: Name(128).meta({ example: 'web' }),
  name: NameTemplate.default('{{name}}'),
  tags: Tags.default([]),
});
const ExecStep = z.strictObject({
  when: z
    .enum(['registered', 'enrolled'])
    .default('registered')
    .meta({ description: 'When the service manager is called: at once, or after the steps before' }),
});

/** The steps that a rule asks for. */
export const Plan = z.object({
  address: AddressStep.optional(),
  monitor: MonitorStep.optional(),
  machine: MachineStep.optional(),
  exec: ExecStep.optional(),
});
export type Plan = z.output<typeof Plan>;

const EXAMPLE = {
  priority: 100,
  enabled: true,
  match: { mac_prefixes: ['52:54:00'] },
  address: { pool: 'rack-1' },
  monitor: { name: '{{name}}', target: 'address', tags: ['web'] },
  machine: { cluster_name: 'web', name: '{{name}}', tags: ['auto'] },
  exec: { when: 'enrolled' },
  userdata: '#cloud-config\nhostname: {{name}}\n',
};

const Fields = z.strictObject({
  priority: z.int().min(0).max(10_000).default(100).meta({ description: 'The lowest is tried first' }),
  enabled: z.boolean().default(true),
  max_devices: z.int().min(0).max(1_000_000).optional().meta({
    description: 'So many devices may be enrolled by it at the same time',
  }),
  match: Match.default({}),
  ...Plan.shape,
  userdata: Template(16_384).optional().meta({ description: 'A template of cloud-init user-data' }),
  ipxe: Template(16_384).optional().meta({ description: 'A template of an iPXE script' }),
});

/** What happens to the devices that match. */
export const RuleBody = Fields.superRefine(({ monitor, address }, { addIssue }) => {
  if (monitor?.target === 'address' && !address)
    addIssue({ code: 'custom', path: ['monitor', 'target'], message: 'needs an address step', input: monitor.target });
}).meta({ id: 'RuleBody', example: EXAMPLE });
export type RuleBody = z.output<typeof RuleBody>;

export const Rule = z
  .object({ name: RuleName, ...Fields.shape })
  .meta({ id: 'Rule', example: { name: 'web', ...EXAMPLE } });
export type Rule = z.output<typeof Rule>;
