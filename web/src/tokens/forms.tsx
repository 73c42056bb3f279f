import { Dialog } from '../components/dialog.tsx';
import { Field, Form } from '../components/form.tsx';
import { api } from '../core/api.ts';
import { optional } from '../core/fields.ts';
import { useForm } from '../core/form.ts';
import type { NamedToken } from '../core/model.ts';

interface Props {
  onClose: () => void;
  onMade: (made: { name: string; secret: string }) => void;
}

/** The end of a day by the reader's own clock. */
const endOf = (day: string): string => new Date(`${day}T23:59:59`).toISOString();

export const CreateToken = ({ onClose, onMade }: Props) => {
  const form = useForm(
    { name: '', scope: 'read', expires_at: '' },
    async ({ name, scope, expires_at }) => {
      const made = await api('POST /tokens', {
        body: { name: name.trim(), scope: scope as NamedToken['scope'], expires_at: optional(expires_at, endOf) },
      });
      onClose();
      onMade({ name: made.name, secret: made.token });
    },
    { at: { 409: 'name' } },
  );
  return (
    <Dialog title="Create a token" onClose={onClose}>
      <Form form={form} action="Create token" onCancel={onClose}>
        <Field form={form} name="name" label="Name" hint="What it is for, such as grafana" />
        <Field
          form={form}
          name="scope"
          label="What it opens"
          options={[
            ['read', 'Looking at everything (read)'],
            ['all', 'Everything that you may do (all)'],
            ['metrics', 'GET /metrics alone (metrics)'],
          ]}
        />
        <Field
          form={form}
          name="expires_at"
          label="Last day (may be left empty)"
          hint="Empty: it does not end by itself."
          input={{ type: 'date' }}
        />
      </Form>
    </Dialog>
  );
};
