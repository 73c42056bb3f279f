import { Dialog } from '../components/dialog.tsx';
import { Field, Form } from '../components/form.tsx';
import { api } from '../core/api.ts';
import { statusOf } from '../core/failure.ts';
import { labelsIn } from '../core/fields.ts';
import { useForm } from '../core/form.ts';
import type { Server } from '../core/model.ts';
import { notify } from '../core/toasts.ts';

interface Props {
  onClose: () => void;
  onDone: () => void;
}

/** `POST /` refuses with a word alone; asked about the same name and address, `PUT /servers/{name}` says what is wrong. */
const add = async (name: string, IP: string, tags: string[]): Promise<void> => {
  try {
    await api('POST /', { body: { server: { name, IP, ...(tags.length > 0 && { tags }) } } });
  } catch (error) {
    if (statusOf(error) === 400 && name !== '')
      await api('PUT /servers/{name}', { params: { name }, body: { ip: IP } }).catch((told) => {
        if (statusOf(told) === 400) throw told;
      });
    throw error;
  }
};

export const AddServer = ({ onClose, onDone }: Props) => {
  const form = useForm(
    { name: '', ip: '', tags: '' },
    async ({ name, ip, tags }) => {
      await add(name.trim(), ip.trim(), labelsIn(tags));
      notify(`${name.trim()} is added. The next sweep pings it.`);
      onDone();
      onClose();
    },
    { at: { 409: 'name' } },
  );
  return (
    <Dialog title="Add a server" onClose={onClose}>
      <Form form={form} action="Add server" onCancel={onClose}>
        <Field form={form} name="name" label="Name" hint="What people call it. It cannot be changed later." />
        <Field form={form} name="ip" label="Address" hint="IPv4 or IPv6, such as 8.8.8.8" />
        <Field
          form={form}
          name="tags"
          label="Tags"
          hint="May be left empty; separated by commas, such as web, rack-3"
        />
      </Form>
    </Dialog>
  );
};

export const EditServer = ({ server, onClose, onDone }: Props & { server: Server }) => {
  const { name } = server;
  const form = useForm({ ip: server.ip, tags: (server.tags ?? []).join(', ') }, async ({ ip, tags }) => {
    await api('PUT /servers/{name}', { params: { name }, body: { ip: ip.trim(), tags: labelsIn(tags) } });
    notify(ip.trim() === server.ip ? `${name} is changed.` : `${name} is pinged at ${ip.trim()} from now on.`);
    onDone();
    onClose();
  });
  return (
    <Dialog title={`Edit ${name}`} onClose={onClose}>
      <Form form={form} action="Save" onCancel={onClose}>
        <Field form={form} name="ip" label="Address" hint="Its history stays." />
        <Field form={form} name="tags" label="Tags" hint="Separated by commas, such as web, rack-3" />
      </Form>
    </Dialog>
  );
};
