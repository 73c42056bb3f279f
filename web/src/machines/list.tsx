import { useState } from 'preact/hooks';
import { Button } from '../components/button.tsx';
import { PagedRows } from '../components/paged-rows.tsx';
import { SelectionBar } from '../components/selection.tsx';
import { Empty, Freshness, Loaded, View } from '../components/view.tsx';
import { api } from '../core/api.ts';
import { counted } from '../core/format.ts';
import type { Machine, Operation } from '../core/model.ts';
import { href, route } from '../core/route.ts';
import type { Pages } from '../core/use-pages.ts';
import { usePolling } from '../core/use-polling.ts';
import { useSelection } from '../core/use-selection.ts';
import { CsvButton } from '../import/csv-button.tsx';
import { ClusterSection } from './cluster-section.tsx';
import { Filters, filterOf } from './filters.tsx';
import { AddCluster, CreateMachine } from './forms.tsx';
import { type Clusters, type Filter, loadClusters, useMachines } from './load.ts';
import { type Chosen, OperateMachines } from './operate.tsx';
import { MachineRow } from './row.tsx';
import { inWords, OPERATIONS } from './state.tsx';

const CLUSTERS_EVERY_MS = 10_000;

const idOf = ({ id }: Machine): string => id;

/** With a tag or a cluster alone the API does it to all of them in one call, also to those that are not loaded. */
const chosenOf = (pages: Pages<Machine>, selected: readonly Machine[], filter: Filter): Chosen | undefined => {
  const { cluster, tag, state, find } = filter;
  const wide = (cluster !== undefined || tag !== undefined) && state === undefined && find === '';
  const all = pages.complete && selected.length === pages.items.length;
  if (wide && (selected.length === 0 || all)) return { cluster_name: cluster, tag, known: pages.items };
  return selected.length > 0 ? { machines: selected } : undefined;
};

const List = ({ filter, onChange }: { filter: Filter; onChange: () => void }) => {
  const pages = useMachines(filter);
  const keys = pages.items.map(idOf);
  const selection = useSelection(keys);
  const [open, setOpen] = useState<{ action: Operation; chosen: Chosen }>();
  const selected = pages.items.filter(({ id }) => selection.chosen.has(id));
  const chosen = chosenOf(pages, selected, filter);
  const wide = chosen && !('machines' in chosen) && selected.length === 0;
  return (
    <Loaded live={{ ...pages, data: pages.answered || pages.items.length > 0 ? pages : undefined }} what="machines">
      {() => (
        <>
          <SelectionBar selection={selection} keys={keys} noun="machine" complete={pages.complete}>
            {OPERATIONS.map((action) => (
              <Button
                key={action}
                look={action === 'TERMINATE' ? 'danger' : 'plain'}
                disabled={!chosen}
                onClick={() => chosen && setOpen({ action, chosen })}
              >
                {wide ? `${inWords(action)} all` : inWords(action)}
              </Button>
            ))}
          </SelectionBar>
          <PagedRows
            look="machines"
            pages={pages}
            noun="machine"
            row={(machine, place) => (
              <MachineRow key={machine.id} machine={machine} place={place} selection={selection} />
            )}
          />
          {open && (
            <OperateMachines
              {...open}
              onClose={(begun) => {
                setOpen(undefined);
                if (!begun) return;
                selection.clear();
                onChange();
                void pages.refresh();
              }}
            />
          )}
        </>
      )}
    </Loaded>
  );
};

/** All clusters with their regions; each leads to its machines. */
const ClusterStrip = ({ clusters: { clusters, regions } }: { clusters: Clusters }) => (
  <nav class="strip" aria-label="Clusters">
    {clusters.map(({ id, name, region_code, machines }) => (
      <a key={id} class="strip-entry" href={href(['machines'], { cluster: name })}>
        <span class="strong">{name}</span>
        <span class="sub">
          {regions.find(([code]) => code === region_code)?.[1]} · {counted(machines, 'machine')}
        </span>
      </a>
    ))}
  </nav>
);

const Body = ({ clusters, onChange }: { clusters: Clusters; onChange: () => void }) => {
  const filter = filterOf(route.value.query);
  const cluster = clusters.clusters.find(({ name }) => name === filter.cluster);
  const list = <List filter={filter} onChange={onChange} />;
  return (
    <>
      <Filters clusters={clusters} filter={filter} />
      {cluster ? (
        <ClusterSection key={cluster.id} cluster={cluster} regions={clusters.regions} onChange={onChange}>
          {list}
        </ClusterSection>
      ) : (
        <>
          {filter.cluster === undefined && <ClusterStrip clusters={clusters} />}
          {list}
        </>
      )}
    </>
  );
};

export const MachinesView = () => {
  const live = usePolling(loadClusters, { everyMs: CLUSTERS_EVERY_MS, keep: 'clusters' });
  const [open, setOpen] = useState<'cluster' | 'machine'>();
  const close = (): void => setOpen(undefined);
  const refresh = (): void => void live.refresh();
  const known = live.data;
  const has = known !== undefined && known.clusters.length > 0;
  const addCluster = (
    <Button look={has ? 'plain' : 'main'} onClick={() => setOpen('cluster')}>
      Add cluster
    </Button>
  );
  return (
    <View
      title="Machines"
      beside={<Freshness live={live} />}
      actions={
        <>
          {has && (
            <Button look="main" onClick={() => setOpen('machine')}>
              Create machine
            </Button>
          )}
          {addCluster}
          {has && (
            <CsvButton
              name="machines"
              ask={({ cursor, headers }) => {
                const { cluster, state, tag } = filterOf(route.value.query);
                const query = { cluster_name: cluster, state, tag, cursor };
                return api.receive('GET /api/v1/machines', { query, headers });
              }}
            />
          )}
        </>
      }
    >
      <Loaded live={live} what="machines">
        {(found) =>
          found.clusters.length > 0 ? (
            <Body clusters={found} onChange={refresh} />
          ) : (
            <Empty title="There is no cluster yet">
              <p>A cluster is a place in a region where machines run. Add one, then create machines in it.</p>
              {addCluster}
            </Empty>
          )
        }
      </Loaded>
      {open === 'cluster' && known && <AddCluster regions={known.regions} onClose={close} onDone={refresh} />}
      {open === 'machine' && known && (
        <CreateMachine
          clusters={known.clusters}
          cluster={route.value.query.cluster ?? ''}
          onClose={close}
          onDone={refresh}
        />
      )}
    </View>
  );
};
