import { useState } from 'preact/hooks';
import { Button, Copy } from '../components/button.tsx';
import { Confirm } from '../components/dialog.tsx';
import { Fact, Facts } from '../components/facts.tsx';
import { Field, Form } from '../components/form.tsx';
import { useMore } from '../components/more.tsx';
import { Freshness, Loaded, View } from '../components/view.tsx';
import { api } from '../core/api.ts';
import { numberIn } from '../core/fields.ts';
import { useForm } from '../core/form.ts';
import { ago, count, dateTime } from '../core/format.ts';
import type { ComputeCluster, ComputeQuota } from '../core/model.ts';
import { session } from '../core/session.ts';
import { notify } from '../core/toasts.ts';
import { now, usePolling } from '../core/use-polling.ts';
import { madeAt, sizeOf } from './size.ts';

const EVERY_MS = 10_000;

const Quota = ({ quota: { clusters, cpus, memory } }: { quota: ComputeQuota }) => (
  <Facts>
    {(
      [
        ['Clusters', clusters, ''],
        ['CPUs', cpus, ''],
        ['Memory', memory, ' GiB'],
      ] as const
    ).map(([name, { used, limit }, unit]) => (
      <Fact key={name} name={name} sub={`of ${count(limit)}${unit} that you may have`}>
        {count(used)}
        {unit}
      </Fact>
    ))}
  </Facts>
);

const Create = ({ onDone }: { onDone: () => void }) => {
  const form = useForm({ cpus: '1', memory: '1' }, async ({ cpus, memory }) => {
    await api('POST /clusters/', { body: { cpus: numberIn(cpus), memory: numberIn(memory) } });
    notify('The cluster is made.');
    onDone();
  });
  return (
    <section class="card" aria-labelledby="create-compute">
      <h2 id="create-compute">Create a cluster</h2>
      <Form form={form} action="Create cluster">
        <div class="side-by-side">
          <Field
            form={form}
            name="cpus"
            label="CPUs of each worker"
            hint="A whole number from 1 to 16"
            input={{ inputMode: 'numeric' }}
          />
          <Field
            form={form}
            name="memory"
            label="Memory of each worker in GiB"
            hint="Over 0 and at most 128; 0.5 is half a GiB"
            input={{ inputMode: 'decimal' }}
          />
        </div>
      </Form>
    </section>
  );
};

/** A cluster has no name: its size and when it was made tell it from the others, sooner than its id does. */
const Row = ({ cluster, onDelete }: { cluster: ComputeCluster; onDelete: () => void }) => {
  const { id } = cluster;
  return (
    <li class="row compute-row">
      <div class="cell-name">
        <span class="strong">{sizeOf(cluster)}</span>
        <span class="sub">each worker</span>
      </div>
      <div class="cell-when">
        <time dateTime={new Date(madeAt(id)).toISOString()} title={dateTime(madeAt(id))}>
          Made {ago(madeAt(id), now.value)}
        </time>
        {session.value && <span class="sub">by {session.value.name}</span>}
      </div>
      <div class="cell-id id">{id}</div>
      <div class="cell-end">
        <Copy text={id} look="quiet" label={`Copy ${id}`} />
        <Button look="quiet" label={`Delete ${id}`} onClick={onDelete}>
          Delete
        </Button>
      </div>
    </li>
  );
};

const List = ({
  clusters,
  onDelete,
}: {
  clusters: readonly ComputeCluster[];
  onDelete: (cluster: ComputeCluster) => void;
}) => {
  const { visible, more } = useMore(clusters);
  return (
    <>
      <ul class="rows computes">
        {visible.map((cluster) => (
          <Row key={cluster.id} cluster={cluster} onDelete={() => onDelete(cluster)} />
        ))}
      </ul>
      {more}
    </>
  );
};

const load = async () => {
  const [clusters, quota] = await Promise.all([api('GET /clusters/'), api('GET /clusters/quota')]);
  return { clusters, quota };
};

export const ComputeView = () => {
  const live = usePolling(load, { everyMs: EVERY_MS, keep: 'compute' });
  const [deleting, setDeleting] = useState<ComputeCluster>();
  const refresh = (): void => void live.refresh();
  return (
    <View title="Compute clusters" beside={<Freshness live={live} />}>
      <Loaded live={live} what="your compute clusters">
        {({ clusters, quota }) => (
          <>
            <Quota quota={quota} />
            <Create onDone={refresh} />
            {clusters.length === 0 ? (
              <p class="none">You have no compute cluster yet. Create the first one above; nobody else will see it.</p>
            ) : (
              <List clusters={clusters} onDelete={setDeleting} />
            )}
          </>
        )}
      </Loaded>
      {deleting !== undefined && (
        <Confirm
          title={`Delete the cluster of ${sizeOf(deleting)}?`}
          action="Delete cluster"
          onClose={() => setDeleting(undefined)}
          run={async () => {
            await api('DELETE /clusters/{id}', { params: { id: deleting.id } });
            notify('The cluster is deleted.');
            refresh();
          }}
        >
          Made {dateTime(madeAt(deleting.id))}; its id is {deleting.id}.
        </Confirm>
      )}
    </View>
  );
};
