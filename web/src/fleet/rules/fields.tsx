import { Field } from '../../components/form.tsx';
import type { Form } from '../../core/form.ts';
import type { RuleValues } from './values.ts';

interface Props {
  form: Form<RuleValues>;
}

export const MatchFields = ({ form }: Props) => (
  <fieldset class="fields">
    <legend>Which devices</legend>
    <p class="hint">
      Each field that is filled in must hold, and any line of it is enough. None filled in: every device.
    </p>
    <div class="side-by-side">
      <Field
        form={form}
        name="names"
        label="Names"
        kind="lines"
        hint="One by line; * stands for any characters: web-*"
      />
      <Field form={form} name="ids" label="Ids" kind="lines" hint="One by line, such as rack3-*" />
      <Field
        form={form}
        name="mac_prefixes"
        label="Beginnings of MAC addresses"
        kind="lines"
        hint="One by line, in any spelling: 52:54:00"
      />
      <Field
        form={form}
        name="cidrs"
        label="Blocks that they register from"
        kind="lines"
        hint="One by line: 10.1.0.0/16"
      />
    </div>
  </fieldset>
);

interface PlanProps extends Props {
  pools: readonly string[];
  clusters: readonly string[];
}

/** What is chosen stays to be chosen, even where it is not there any more. */
const choices = (none: string, names: readonly string[], chosen: string): [string, string][] => [
  ['', none],
  ...[...new Set(chosen === '' ? names : [chosen, ...names])].map((name): [string, string] => [name, name]),
];

export const PlanFields = ({ form, pools, clusters }: PlanProps) => {
  const { pool, monitor, cluster } = form.values;
  return (
    <fieldset class="fields">
      <legend>What they are given</legend>
      <Field form={form} name="pool" label="Address from pool" options={choices('None', pools, pool)} />
      <Field
        form={form}
        name="monitor"
        label="Monitoring"
        options={[
          ['no', 'None'],
          ['default', 'Of the address that it is given, or else its own'],
          ['address', 'Of the address that it is given'],
          ['ip', 'Of the address that it registered with'],
        ]}
      />
      {monitor !== 'no' && (
        <div class="side-by-side">
          <Field form={form} name="monitor_name" label="Name of the server" />
          <Field form={form} name="monitor_tags" label="Tags of the server" hint="Separated by commas" />
        </div>
      )}
      <Field form={form} name="cluster" label="Machine in cluster" options={choices('None', clusters, cluster)} />
      {cluster !== '' && (
        <div class="side-by-side">
          <Field form={form} name="machine_name" label="Name of the machine" />
          <Field form={form} name="machine_tags" label="Tags of the machine" hint="Separated by commas" />
        </div>
      )}
      <Field
        form={form}
        name="exec"
        label="Provisioning call"
        options={[
          ['registered', 'At once'],
          ['enrolled', 'After the steps before it, with the new address'],
          ['no', 'None'],
        ]}
      />
      <details class="boot" open={form.values.userdata !== '' || form.values.ipxe !== ''}>
        <summary>What they fetch when they boot</summary>
        <p class="hint">
          Templates know {'{{id}}, {{name}}, {{ip}}, {{address}}, {{prefix_length}}, {{gateway}}, {{dns}} and {{mac}}'}.
        </p>
        <Field form={form} name="userdata" label="User data for cloud-init" kind="lines" />
        <Field form={form} name="ipxe" label="iPXE script" kind="lines" />
      </details>
    </fieldset>
  );
};
