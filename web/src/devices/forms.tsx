import { Dialog } from '../components/dialog.tsx';
import { Field, Form } from '../components/form.tsx';
import { api } from '../core/api.ts';
import { useForm } from '../core/form.ts';
import type { DeviceInFull } from '../core/model.ts';
import { goTo } from '../core/route.ts';
import { notify } from '../core/toasts.ts';

export const RegisterDevice = ({ onClose }: { onClose: () => void }) => {
  const form = useForm({ id: '', ip: '', name: '', userdata: '' }, async ({ id, ip, name, userdata }) => {
    await api('PUT /ztp/register/{id}', { params: { id: id.trim() || ' ' }, body: { ip: ip.trim(), name, userdata } });
    notify(`${id.trim()} is registered. The service manager is told now.`);
    goTo(['devices', id.trim()]);
  });
  return (
    <Dialog title="Register a device" onClose={onClose}>
      <p class="lead">Machines do this by themselves at every boot. By hand it has the same effect.</p>
      <Form form={form} action="Register" onCancel={onClose}>
        <Field form={form} name="id" label="Id" hint="A MAC address, a CPU or board serial, or any text" />
        <Field form={form} name="ip" label="Address" />
        <Field form={form} name="name" label="Name" />
        <Field form={form} name="userdata" label="User data" kind="lines" />
      </Form>
    </Dialog>
  );
};

interface EditProps {
  device: DeviceInFull;
  onClose: () => void;
  onDone: () => void;
}

export const EditDevice = ({ device, onClose, onDone }: EditProps) => {
  const { id, ip, name, userdata } = device;
  const form = useForm({ ip, name, userdata }, async (fields) => {
    await api('PUT /ztp/mng/{id}', { params: { id }, body: { ...fields, ip: fields.ip.trim() } });
    notify(`${id} is changed. Nobody is called for it.`);
    onDone();
    onClose();
  });
  return (
    <Dialog title={`Edit ${id}`} onClose={onClose}>
      <Form form={form} action="Save" onCancel={onClose}>
        <Field form={form} name="ip" label="Address" />
        <Field form={form} name="name" label="Name" />
        <Field form={form} name="userdata" label="User data" kind="lines" />
      </Form>
    </Dialog>
  );
};
