import { useRef, useState } from 'preact/hooks';
import { Act, Button } from '../components/button.tsx';
import { Finder } from '../components/choice.tsx';
import { Confirm } from '../components/dialog.tsx';
import { Empty, Freshness, Loaded, View } from '../components/view.tsx';
import { api } from '../core/api.ts';
import { dateTime, span } from '../core/format.ts';
import type { Pool, Resource, Use } from '../core/model.ts';
import { goTo } from '../core/route.ts';
import { notify } from '../core/toasts.ts';
import { now, usePolling } from '../core/use-polling.ts';
import { CELL_WORDS, cellState } from './cells.ts';
import { AddAddress, Allocate } from './forms.tsx';
import { AddressMap } from './map.tsx';
import { UseBar, UseWords } from './use-bar.tsx';

const EVERY_MS = 5000;
/** Without a change of its counts a pool's addresses are read anew so often. */
const ADDRESSES_EVERY_MS = 30_000;

interface Seen {
  pool: Pool;
  use: Use;
}

/** The counts cost next to nothing; all addresses are read only when the counts have changed, or after a while. */
const usePool = (id: string) => {
  const last = useRef<{ seen: Seen; at: number } | undefined>(undefined);
  const live = usePolling<Seen>(
    async () => {
      const params = { id };
      const use = await api('GET /api/pools/{id}/use', { params });
      const known = last.current;
      const same = known && JSON.stringify(known.seen.use) === JSON.stringify(use);
      if (known && same && Date.now() - known.at < ADDRESSES_EVERY_MS) return { ...known.seen, use };
      const pool = await api('GET /api/pools/{id}', { params, query: { view: 'full' } });
      last.current = { seen: { pool, use }, at: Date.now() };
      return { pool, use };
    },
    { everyMs: EVERY_MS },
  );
  const refresh = async (): Promise<void> => {
    last.current = undefined;
    await live.refresh();
  };
  return { ...live, refresh };
};

interface PanelProps {
  pool: string;
  resource: Resource | undefined;
  onAllocate: () => void;
  onDone: () => Promise<void>;
}

const Panel = ({ pool, resource, onAllocate, onDone }: PanelProps) => {
  if (!resource) return <p class="panel-none">Choose a cell, or find an address, to see it here.</p>;
  const state = cellState(resource);
  const release = async (): Promise<void> => {
    await api('PUT /api/pools/{id}/release', { params: { id: pool }, body: { id: resource.id } });
    notify(`${resource.ip_address} is released.`);
    await onDone();
  };
  const remove = async (): Promise<void> => {
    await api('DELETE /api/pools/{id}/resource/remove/{resource_id}', {
      params: { id: pool, resource_id: resource.id },
    });
    notify(`${resource.ip_address} is removed from the pool.`);
    await onDone();
  };
  return (
    <>
      <h2 class="panel-title">{resource.ip_address}</h2>
      <p class="panel-state">
        <span class={`cell ${state}`} aria-hidden="true" /> {CELL_WORDS[state]}
        {resource.owner && ` to ${resource.owner}`}
      </p>
      {resource.lease_until && <p class="sub">Lease until {dateTime(resource.lease_until)}</p>}
      {resource.cooling_until && (
        <p class="sub">Free for anybody in {span(Date.parse(resource.cooling_until) - now.value)}</p>
      )}
      <p class="sub id">{resource.id}</p>
      <div class="actions">
        {state === 'allocated' ? (
          <Act run={release}>Release</Act>
        ) : (
          <>
            <Button onClick={onAllocate}>Allocate</Button>
            <Act look="danger" run={remove}>
              Remove
            </Act>
          </>
        )}
      </div>
    </>
  );
};

const Key = () => (
  <p class="legend">
    <span class="key-cell">
      <span class="cell free" aria-hidden="true" /> Free
    </span>
    <span class="key-cell">
      <span class="cell allocated" aria-hidden="true" /> Allocated
    </span>
    <span class="key-cell">
      <span class="cell cooling" aria-hidden="true" /> Cooling down
    </span>
  </p>
);

type Open = 'any' | 'chosen' | 'add' | 'delete';

export const PoolView = ({ id }: { id: string }) => {
  const live = usePool(id);
  const [open, setOpen] = useState<Open>();
  const [chosenId, setChosenId] = useState<string>();
  const [find, setFind] = useState('');
  const close = (): void => setOpen(undefined);
  const resources = live.data?.pool.resources ?? [];
  const chosen = resources.find((resource) => resource.id === chosenId);
  const done = async (resource?: Resource): Promise<void> => {
    if (resource) setChosenId(resource.id);
    await live.refresh();
  };
  const seek = (text: string): void => {
    setFind(text);
    const wanted = text.trim().toLowerCase();
    const found = wanted === '' ? undefined : resources.find(({ ip_address }) => ip_address.startsWith(wanted));
    if (found) setChosenId(found.id);
  };
  return (
    <View
      title={live.data?.pool.name ?? id}
      up={{ to: ['pools'], name: 'Pools' }}
      beside={<Freshness live={live} />}
      actions={
        live.data && (
          <>
            <Button look="main" onClick={() => setOpen('any')}>
              Allocate
            </Button>
            <Button onClick={() => setOpen('add')}>Add address</Button>
            <Button look="danger" onClick={() => setOpen('delete')}>
              Delete
            </Button>
          </>
        )
      }
    >
      <Loaded live={live} what={id}>
        {({ use }) => (
          <>
            <section class="card use" aria-label="Use">
              <UseBar use={use} />
              <UseWords use={use} />
            </section>
            {resources.length === 0 ? (
              <Empty title="The pool has no address">
                <p>Add the first one; then it can be allocated.</p>
                <Button onClick={() => setOpen('add')}>Add address</Button>
              </Empty>
            ) : (
              <div class="map-and-panel">
                <section class="card" aria-label="Map of addresses">
                  <div class="tools">
                    <Key />
                    <Finder label="Find an address" value={find} onInput={seek} />
                  </div>
                  <AddressMap resources={resources} chosen={chosen} onChoose={({ id: cell }) => setChosenId(cell)} />
                </section>
                <aside class="card panel" aria-label="Chosen address" aria-live="polite">
                  <Panel pool={id} resource={chosen} onAllocate={() => setOpen('chosen')} onDone={done} />
                </aside>
              </div>
            )}
          </>
        )}
      </Loaded>
      {open === 'any' && <Allocate pool={id} onClose={close} onDone={(given) => void done(given)} />}
      {open === 'chosen' && chosen && (
        <Allocate pool={id} resource={chosen} onClose={close} onDone={(given) => void done(given)} />
      )}
      {open === 'add' && <AddAddress pool={id} onClose={close} onDone={(added) => void done(added)} />}
      {open === 'delete' && (
        <Confirm
          title={`Delete ${id}?`}
          action="Delete pool"
          onClose={close}
          run={async () => {
            await api('DELETE /api/pools/{id}', { params: { id } });
            notify(`${id} is deleted.`);
            goTo(['pools']);
          }}
        >
          All its addresses go with it. While one of them is allocated, the pool stays.
        </Confirm>
      )}
    </View>
  );
};
