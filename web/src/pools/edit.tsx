import { Dialog } from '../components/dialog.tsx';
import { Field, Form } from '../components/form.tsx';
import { api } from '../core/api.ts';
import { entriesIn, numberIn, optional } from '../core/fields.ts';
import { useForm } from '../core/form.ts';
import type { PoolHead } from '../core/model.ts';
import { notify } from '../core/toasts.ts';

interface Props {
  head: PoolHead;
  onClose: () => void;
  onDone: () => void;
}

const textOf = (value: number | undefined): string => (value === undefined ? '' : String(value));

/** What is known of a pool beside its addresses. */
export const EditPool = ({ head, onClose, onDone }: Props) => {
  const { id, name, description = '', network = {}, cool_down_seconds } = head;
  const form = useForm(
    {
      name,
      description,
      cool_down_seconds: textOf(cool_down_seconds),
      prefix_length: textOf(network.prefix_length),
      gateway: network.gateway ?? '',
      dns: (network.dns ?? []).join(', '),
      vlan: textOf(network.vlan),
    },
    async (typed) => {
      const dns = entriesIn(typed.dns);
      const given = {
        prefix_length: optional(typed.prefix_length, numberIn),
        gateway: optional(typed.gateway, String),
        dns: dns.length > 0 ? dns : undefined,
        vlan: optional(typed.vlan, numberIn),
      };
      await api('PATCH /api/pools/{id}', {
        params: { id },
        body: {
          name: typed.name.trim(),
          description: optional(typed.description, String) ?? null,
          cool_down_seconds: optional(typed.cool_down_seconds, numberIn) ?? 0,
          network: Object.values(given).some((value) => value !== undefined) ? given : null,
        },
      });
      notify(`${id} is changed.`);
      onDone();
      onClose();
    },
    {
      paths: {
        prefix_length: ['network.prefix_length'],
        gateway: ['network.gateway'],
        dns: ['network.dns'],
        vlan: ['network.vlan'],
      },
    },
  );
  return (
    <Dialog title={`Edit ${id}`} onClose={onClose}>
      <Form form={form} action="Save" onCancel={onClose}>
        <Field form={form} name="name" label="Name" />
        <Field form={form} name="description" label="Description" />
        <div class="side-by-side">
          <Field
            form={form}
            name="prefix_length"
            label="Prefix length"
            hint="Such as 24"
            input={{ inputMode: 'numeric' }}
          />
          <Field form={form} name="vlan" label="VLAN" hint="1 to 4094" input={{ inputMode: 'numeric' }} />
          <Field form={form} name="gateway" label="Gateway" />
          <Field form={form} name="dns" label="DNS servers" hint="Separated by commas" />
        </div>
        <Field
          form={form}
          name="cool_down_seconds"
          label="Cool-down in seconds"
          hint="How long a released address is given to nobody else."
          input={{ inputMode: 'numeric' }}
        />
      </Form>
    </Dialog>
  );
};
