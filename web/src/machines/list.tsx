import { useState } from 'preact/hooks';
import { Button } from '../components/button.tsx';
import { Finder } from '../components/choice.tsx';
import { useMore } from '../components/more.tsx';
import { Empty, Freshness, Loaded, View } from '../components/view.tsx';
import { count, counted } from '../core/format.ts';
import type { Cluster, Machine, Operation } from '../core/model.ts';
import { href, route, setQuery } from '../core/route.ts';
import { usePolling } from '../core/use-polling.ts';
import { ClusterSection } from './cluster-section.tsx';
import { AddCluster, CreateMachine } from './forms.tsx';
import { type Cloud, type Filter, fitting, loadCloud, tagsOf } from './load.ts';
import { OperateMany } from './operate.tsx';
import { inWords, OPERATIONS, StateBadge } from './state.tsx';

const EVERY_MS = 3000;
const TAGS_SHOWN = 24;

interface RowProps {
  machine: Machine;
  chosen: boolean;
  onChoose: (chosen: boolean) => void;
}

const Row = ({ machine, chosen, onChoose }: RowProps) => (
  <li class="row machine-row">
    <input
      type="checkbox"
      aria-label={`Choose ${machine.name}`}
      checked={chosen}
      onChange={(event) => onChoose(event.currentTarget.checked)}
    />
    <div class="cell-name">
      <a href={href(['machines', machine.id])}>{machine.name}</a>
    </div>
    <div class="cell-state">
      <StateBadge state={machine.state} />
    </div>
    <div class="cell-ip">
      {machine.ipv4}
      <span class="sub">{machine.ipv6}</span>
    </div>
    <div class="cell-tags">
      {machine.tags.map((tag) => (
        <span key={tag} class="tag">
          {tag}
        </span>
      ))}
    </div>
  </li>
);

const filterOf = ({ region = '', cluster = '', state = '', tags = '', find = '' }: Record<string, string>): Filter => ({
  region,
  cluster,
  state,
  tags: tags === '' ? [] : tags.split(',').map(decodeURIComponent),
  find,
});

const Pick = ({
  name,
  label,
  options,
}: {
  name: string;
  label: string;
  options: readonly (readonly [string, string])[];
}) => (
  <label class="pick">
    <span class="unseen">{label}</span>
    <select value={route.value.query[name] ?? ''} onChange={(event) => setQuery({ [name]: event.currentTarget.value })}>
      {[['', `${label}: all`] as const, ...options].map(([value, shown]) => (
        <option key={value} value={value}>
          {shown}
        </option>
      ))}
    </select>
  </label>
);

const Filters = ({ cloud, filter }: { cloud: Cloud; filter: Filter }) => {
  const toggle = (tag: string): void => {
    const tags = filter.tags.includes(tag) ? filter.tags.filter((each) => each !== tag) : [...filter.tags, tag];
    setQuery({ tags: tags.map(encodeURIComponent).join(',') });
  };
  const states = [...new Set(cloud.machines.map(({ state }) => state))].sort();
  const tags = tagsOf(cloud.machines);
  const clusters = cloud.clusters.filter(({ region_code }) => filter.region === '' || region_code === filter.region);
  return (
    <>
      <div class="tools">
        <Pick name="region" label="Region" options={cloud.regions} />
        <Pick name="cluster" label="Cluster" options={clusters.map(({ name }) => [name, name])} />
        <Pick name="state" label="State" options={states.map((state) => [state, inWords(state)])} />
        <Finder label="Find by name or address" value={filter.find} onInput={(find) => setQuery({ find })} />
      </div>
      {tags.length > 0 && (
        <fieldset class="tag-filter">
          <legend class="unseen">Only machines with these tags</legend>
          {tags.slice(0, TAGS_SHOWN).map(([tag, machines]) => (
            <button
              key={tag}
              type="button"
              class="tag"
              aria-pressed={filter.tags.includes(tag)}
              onClick={() => toggle(tag)}
            >
              {tag} <span class="tag-count">{count(machines)}</span>
            </button>
          ))}
        </fieldset>
      )}
    </>
  );
};

/** Clusters by region, in the order in which the API names regions; then by name. */
const inOrder = ({ clusters, regions }: Cloud): Cluster[] => {
  const place = (code: string): number => regions.findIndex(([each]) => each === code);
  return [...clusters].sort((a, b) => place(a.region_code) - place(b.region_code) || a.name.localeCompare(b.name));
};

interface ListProps {
  cloud: Cloud;
  onChange: () => void;
}

const List = ({ cloud, onChange }: ListProps) => {
  const filter = filterOf(route.value.query);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [action, setAction] = useState<{ action: Operation; machines: Machine[] }>();
  const found = fitting(cloud.machines, filter);
  const { visible, more } = useMore(found);
  const selected = found.filter(({ id }) => chosen.has(id));
  const unfiltered = filter.tags.length === 0 && filter.state === '' && filter.find === '';
  const choose = (machines: readonly Machine[], on: boolean): void => {
    const next = new Set(chosen);
    for (const { id } of machines)
      if (on) next.add(id);
      else next.delete(id);
    setChosen(next);
  };
  const sections = inOrder(cloud)
    .filter(
      ({ name, region_code }) =>
        (filter.cluster === '' || name === filter.cluster) && (filter.region === '' || region_code === filter.region),
    )
    .map((cluster) => ({ cluster, machines: visible.filter(({ cluster_id }) => cluster_id === cluster.id) }))
    .filter(({ machines }) => machines.length > 0 || unfiltered);
  return (
    <>
      <Filters cloud={cloud} filter={filter} />
      <div class="selection">
        <label class="choose-all">
          <input
            type="checkbox"
            checked={found.length > 0 && selected.length === found.length}
            onChange={(event) => choose(found, event.currentTarget.checked)}
          />
          {selected.length > 0
            ? `${counted(selected.length, 'machine')} chosen`
            : `All ${counted(found.length, 'machine')}`}
        </label>
        <div class="operations">
          {OPERATIONS.map((each) => (
            <Button
              key={each}
              look={each === 'TERMINATE' ? 'danger' : 'plain'}
              disabled={selected.length === 0}
              onClick={() => setAction({ action: each, machines: selected })}
            >
              {inWords(each)}
            </Button>
          ))}
        </div>
      </div>
      {sections.length === 0 && <p class="none">No machine fits.</p>}
      {sections.map(({ cluster, machines }) => (
        <ClusterSection key={cluster.id} cluster={cluster} regions={cloud.regions} onChange={onChange}>
          {machines.length === 0 ? (
            <p class="none">No machine yet.</p>
          ) : (
            <ul class="rows machines">
              {machines.map((machine) => (
                <Row
                  key={machine.id}
                  machine={machine}
                  chosen={chosen.has(machine.id)}
                  onChoose={(on) => choose([machine], on)}
                />
              ))}
            </ul>
          )}
        </ClusterSection>
      ))}
      {more}
      {action && (
        <OperateMany
          {...action}
          onClose={() => {
            setAction(undefined);
            setChosen(new Set());
            onChange();
          }}
        />
      )}
    </>
  );
};

export const MachinesView = () => {
  const live = usePolling(loadCloud, { everyMs: EVERY_MS });
  const [open, setOpen] = useState<'cluster' | 'machine'>();
  const close = (): void => setOpen(undefined);
  const refresh = (): void => void live.refresh();
  const cloud = live.data;
  const has = cloud !== undefined && cloud.clusters.length > 0;
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
        </>
      }
    >
      <Loaded live={live} what="machines">
        {(found) =>
          found.clusters.length > 0 ? (
            <List cloud={found} onChange={refresh} />
          ) : (
            <Empty title="There is no cluster yet">
              <p>A cluster is a place in a region where machines run. Add one, then create machines in it.</p>
              {addCluster}
            </Empty>
          )
        }
      </Loaded>
      {open === 'cluster' && cloud && <AddCluster regions={cloud.regions} onClose={close} onDone={refresh} />}
      {open === 'machine' && cloud && (
        <CreateMachine
          clusters={inOrder(cloud)}
          cluster={route.value.query.cluster ?? ''}
          onClose={close}
          onDone={refresh}
        />
      )}
    </View>
  );
};
