import { Dialog } from '../components/dialog.tsx';
import { Field, Form } from '../components/form.tsx';
import { api } from '../core/api.ts';
import { labelsIn } from '../core/fields.ts';
import { useForm } from '../core/form.ts';
import type { FleetDevice } from '../core/model.ts';
import { notify } from '../core/toasts.ts';

interface Props {
  device: FleetDevice;
  onClose: () => void;
  onDone: () => void;
}

export const EditTags = ({ device: { id, name, tags }, onClose, onDone }: Props) => {
  const form = useForm({ tags: tags.join(', ') }, async (fields) => {
    await api('PATCH /fleet/devices/{id}', { params: { id }, body: { tags: labelsIn(fields.tags) } });
    notify(`The tags of ${name || id} are changed.`);
    onDone();
    onClose();
  });
  return (
    <Dialog title={`Tags of ${name || id}`} onClose={onClose}>
      <Form form={form} action="Save" onCancel={onClose}>
        <Field form={form} name="tags" label="Tags" hint="Separated by commas, such as rack-3, web" />
      </Form>
    </Dialog>
  );
};
