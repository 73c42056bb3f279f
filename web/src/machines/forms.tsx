import { Dialog } from '../components/dialog.tsx';
import { Field, Form } from '../components/form.tsx';
import { api } from '../core/api.ts';
import { labelsIn, optional } from '../core/fields.ts';
import { useForm } from '../core/form.ts';
import type { Cluster, Machine } from '../core/model.ts';
import { notify } from '../core/toasts.ts';
import type { Regions } from './load.ts';

interface Props {
  onClose: () => void;
  onDone: () => void;
}

type Region = Cluster['region_code'];

export const AddCluster = ({ regions, onClose, onDone }: Props & { regions: Regions }) => {
  const form = useForm(
    { name: '', region_code: regions[0]?.[0] ?? '' },
    async ({ name, region_code }) => {
      await api('POST /api/v1/clusters', { body: { name: name.trim(), region_code: region_code as Region } });
      notify(`Cluster ${name.trim()} is made.`);
      onDone();
      onClose();
    },
    { at: { 409: 'name' } },
  );
  return (
    <Dialog title="Add a cluster" onClose={onClose}>
      <Form form={form} action="Add cluster" onCancel={onClose}>
        <Field form={form} name="name" label="Name" hint="No other cluster may have it." />
        <Field form={form} name="region_code" label="Region" options={regions} />
      </Form>
    </Dialog>
  );
};

export const CreateMachine = ({
  clusters,
  cluster,
  onClose,
  onDone,
}: Props & { clusters: readonly Cluster[]; cluster: string }) => {
  const form = useForm(
    { cluster_name: cluster || (clusters[0]?.name ?? ''), name: '', tags: '' },
    async ({ cluster_name, name, tags }) => {
      const made = await api('POST /api/v1/machines', {
        body: { cluster_name, name: optional(name, String), tags: labelsIn(tags) },
      });
      if ('name' in made) notify(`${made.name} is made, and will run in a moment.`);
      onDone();
      onClose();
    },
    { at: { 409: 'name' } },
  );
  return (
    <Dialog title="Create a machine" onClose={onClose}>
      <Form form={form} action="Create machine" onCancel={onClose}>
        <Field form={form} name="cluster_name" label="Cluster" options={clusters.map(({ name }) => [name, name])} />
        <Field form={form} name="name" label="Name" hint="Empty: it is given one." />
        <Field form={form} name="tags" label="Tags" hint="Separated by commas, such as web, blue" />
      </Form>
    </Dialog>
  );
};

export const EditMachine = ({ machine, onClose, onDone }: Props & { machine: Machine }) => {
  const form = useForm(
    { name: machine.name, tags: machine.tags.join(', ') },
    async ({ name, tags }) => {
      await api('PATCH /api/v1/machines/{id}', {
        params: { id: machine.id },
        body: { name: name.trim(), tags: labelsIn(tags) },
      });
      notify(`${name.trim()} is changed.`);
      onDone();
      onClose();
    },
    { at: { 409: 'name' } },
  );
  return (
    <Dialog title={`Edit ${machine.name}`} onClose={onClose}>
      <Form form={form} action="Save" onCancel={onClose}>
        <Field form={form} name="name" label="Name" />
        <Field form={form} name="tags" label="Tags" hint="Separated by commas" />
      </Form>
    </Dialog>
  );
};
