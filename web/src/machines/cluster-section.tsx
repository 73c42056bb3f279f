import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../components/button.tsx';
import { Confirm, Dialog } from '../components/dialog.tsx';
import { Field, Form } from '../components/form.tsx';
import { api } from '../core/api.ts';
import { useForm } from '../core/form.ts';
import { counted } from '../core/format.ts';
import type { Cluster } from '../core/model.ts';
import { notify } from '../core/toasts.ts';
import type { Regions } from './load.ts';

interface Props {
  cluster: Cluster;
  regions: Regions;
  onChange: () => void;
}

const EditCluster = ({ cluster, regions, onChange, onClose }: Props & { onClose: () => void }) => {
  const form = useForm(
    { name: cluster.name, region_code: cluster.region_code as string },
    async ({ name, region_code }) => {
      await api('PATCH /api/v1/clusters/{id}', {
        params: { id: cluster.id },
        body: { name: name.trim(), region_code: region_code as Cluster['region_code'] },
      });
      notify(`Cluster ${name.trim()} is changed.`);
      onChange();
      onClose();
    },
    { at: { 409: 'name' } },
  );
  return (
    <Dialog title={`Edit cluster ${cluster.name}`} onClose={onClose}>
      <Form form={form} action="Save" onCancel={onClose}>
        <Field form={form} name="name" label="Name" hint="Its machines show it at once." />
        <Field form={form} name="region_code" label="Region" options={regions} />
      </Form>
    </Dialog>
  );
};

/** A cluster with its region, how many machines it has, and those of them that are looked for. */
export const ClusterSection = ({ cluster, regions, onChange, children }: Props & { children: ComponentChildren }) => {
  const [open, setOpen] = useState<'edit' | 'delete'>();
  const close = (): void => setOpen(undefined);
  const region = regions.find(([code]) => code === cluster.region_code)?.[1] ?? cluster.region_code;
  return (
    <section class="cluster" aria-label={`Cluster ${cluster.name}`}>
      <header class="cluster-head">
        <h2>{cluster.name}</h2>
        <p class="sub">
          {region} · {counted(cluster.machines, 'machine')}
        </p>
        <div class="cluster-actions">
          <Button look="quiet" label={`Edit cluster ${cluster.name}`} onClick={() => setOpen('edit')}>
            Edit
          </Button>
          <Button look="quiet" label={`Delete cluster ${cluster.name}`} onClick={() => setOpen('delete')}>
            Delete
          </Button>
        </div>
      </header>
      {children}
      {open === 'edit' && <EditCluster cluster={cluster} regions={regions} onChange={onChange} onClose={close} />}
      {open === 'delete' && (
        <Confirm
          title={`Delete cluster ${cluster.name}?`}
          action="Delete cluster"
          onClose={close}
          run={async () => {
            await api('DELETE /api/v1/clusters/{id}', { params: { id: cluster.id } });
            notify(`Cluster ${cluster.name} is deleted.`);
            onChange();
          }}
        >
          Terminated machines go with it. While one of its machines is in any other state, the cluster stays.
        </Confirm>
      )}
    </section>
  );
};
