import { Dialog } from '../components/dialog.tsx';
import { Field, Form } from '../components/form.tsx';
import { api } from '../core/api.ts';
import { statusOf } from '../core/failure.ts';
import { entriesIn } from '../core/fields.ts';
import { useForm } from '../core/form.ts';
import type { Webhook } from '../core/model.ts';
import { notify } from '../core/toasts.ts';

const TYPES_HINT = 'One by line: server.down, or with a star all that begin so: server.*, device.*; * is all.';

interface AddProps {
  onClose: () => void;
  onMade: (made: { name: string; secret: string }) => void;
}

/** A new webhook does not take the place of another. */
const assertNew = async (name: string): Promise<void> => {
  const there = await api('GET /webhooks/{name}', { params: { name } }).then(
    () => true,
    (error) => {
      if (statusOf(error) === 404 || statusOf(error) === 400) return false;
      throw error;
    },
  );
  if (there) throw new Error(`Webhook ${name} already exists.`);
};

export const AddWebhook = ({ onClose, onMade }: AddProps) => {
  const form = useForm({ name: '', url: '', types: '*' }, async ({ name, url, types }) => {
    const wanted = name.trim();
    if (wanted !== '') await assertNew(wanted);
    const made = await api('PUT /webhooks/{name}', {
      params: { name: wanted || ' ' },
      body: { url: url.trim(), types: entriesIn(types) },
    });
    onClose();
    if ('secret' in made) onMade({ name: wanted, secret: made.secret });
  });
  return (
    <Dialog title="Add a webhook" onClose={onClose}>
      <Form form={form} action="Add webhook" onCancel={onClose}>
        <Field form={form} name="name" label="Name" hint="1 to 64 of A-Z a-z 0-9 . _ -, such as chat" />
        <Field form={form} name="url" label="URL" hint="Where events are posted to" input={{ inputMode: 'url' }} />
        <Field form={form} name="types" label="Types of events" kind="lines" hint={TYPES_HINT} />
      </Form>
    </Dialog>
  );
};

interface EditProps {
  webhook: Webhook;
  onClose: () => void;
  onDone: () => void;
}

export const EditWebhook = ({ webhook: { name, url, types }, onClose, onDone }: EditProps) => {
  const form = useForm({ url, types: types.join('\n') }, async (fields) => {
    await api('PUT /webhooks/{name}', {
      params: { name },
      body: { url: fields.url.trim(), types: entriesIn(fields.types) },
    });
    notify(`${name} is changed.`);
    onDone();
    onClose();
  });
  return (
    <Dialog title={`Edit ${name}`} onClose={onClose}>
      <Form form={form} action="Save" onCancel={onClose}>
        <Field form={form} name="url" label="URL" input={{ inputMode: 'url' }} />
        <Field form={form} name="types" label="Types of events" kind="lines" hint={TYPES_HINT} />
      </Form>
    </Dialog>
  );
};
