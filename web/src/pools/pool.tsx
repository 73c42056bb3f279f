import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../components/button.tsx';
import { Confirm } from '../components/dialog.tsx';
import { Empty, Freshness, Loaded, Loading, View } from '../components/view.tsx';
import { api } from '../core/api.ts';
import { counted } from '../core/format.ts';
import type { PoolHead, Resource } from '../core/model.ts';
import { goTo, route, setQuery } from '../core/route.ts';
import { notify } from '../core/toasts.ts';
import { BlocksList } from './blocks-list.tsx';
import { BlocksMap } from './blocks-map.tsx';
import { EditPool } from './edit.tsx';
import { FindAddress } from './find.tsx';
import { AddAddress, Allocate } from './forms.tsx';
import { Holders } from './holders.tsx';
import { Key } from './key.tsx';
import { preloadPart, type SeenPool, usePool } from './load.ts';
import { AddressMap } from './map.tsx';
import { Panel } from './panel.tsx';
import { UseBar, UseWords } from './use-bar.tsx';
import { partAround, ZoomTrail } from './zoom.tsx';

type Open = 'any' | 'chosen' | 'add' | 'edit' | 'delete';

const About = ({ head: { id, name, space, description, network, cool_down_seconds } }: { head: PoolHead }) => (
  <p class="sub about">
    {[
      name !== id && `Id ${id}`,
      space && `Space ${space}`,
      network?.vlan !== undefined && `VLAN ${network.vlan}`,
      network?.gateway && `Gateway ${network.gateway}`,
      cool_down_seconds && `Cool-down ${counted(cool_down_seconds, 'second')}`,
      description,
    ]
      .filter(Boolean)
      .join(' · ')}
  </p>
);

/** After going into a part, keys go on in the map of that, once it is there. */
const useFocusInMap = (within: string, isThere: boolean): void => {
  const shown = useRef(within);
  useEffect(() => {
    if (!isThere || shown.current === within) return;
    shown.current = within;
    if (document.activeElement === document.body)
      document.querySelector<HTMLElement>('main .map')?.focus({ preventScroll: true });
  }, [within, isThere]);
};

interface BodyProps {
  id: string;
  seen: SeenPool;
  trail: readonly string[];
  chosen: Resource | undefined;
  onOpen: (open: Open) => void;
  onDone: () => Promise<void>;
}

const choose = ({ ip_address }: Resource): void => setQuery({ at: ip_address });

const Body = ({ id, seen: { head, use, prefixes, blocks, resources }, trail, chosen, onOpen, onDone }: BodyProps) => {
  const parted = prefixes.length > 0;
  const openPart = (prefix: string): void => goTo(['pools', id], { in: [...trail, prefix].join(',') });
  const found = (address: string | undefined): void => {
    const part = parted && address && !resources?.some(({ ip_address }) => ip_address === address);
    setQuery(part ? { at: address, in: partAround(address) } : { at: address });
  };
  return (
    <>
      <section class="card use" aria-label="Use">
        <UseBar use={use} />
        <UseWords use={use} />
        <About head={head} />
      </section>
      {Number(use.total) === 0 ? (
        <Empty title="The pool has no address">
          <p>Add the first ones; then they can be allocated.</p>
          <Button onClick={() => onOpen('add')}>Add addresses</Button>
        </Empty>
      ) : (
        <div class="map-and-panel">
          <section class="card" aria-label="Map of addresses">
            <div class="tools">
              {parted && <ZoomTrail pool={id} prefixes={prefixes} trail={trail} />}
              {resources && <Key />}
              <FindAddress pool={id} all={parted ? undefined : resources} onFind={found} />
            </div>
            {!blocks && !resources && <Loading what={trail.at(-1) ?? id} />}
            {blocks && <BlocksMap blocks={blocks} onOpen={openPart} onNear={(prefix) => preloadPart(id, prefix)} />}
            {resources && <AddressMap resources={resources} chosen={chosen} onChoose={choose} />}
          </section>
          <div class="side">
            {resources && (
              <aside class="card panel" aria-label="Chosen address" aria-live="polite">
                {chosen ? (
                  <Panel
                    key={chosen.id}
                    pool={id}
                    resource={chosen}
                    onAllocate={() => onOpen('chosen')}
                    onDone={onDone}
                  />
                ) : (
                  <p class="panel-none">Choose a cell, or find an address, to see it here.</p>
                )}
              </aside>
            )}
            {blocks && <BlocksList blocks={blocks} onOpen={openPart} />}
            {resources && <Holders resources={resources} onChoose={choose} />}
          </div>
        </div>
      )}
    </>
  );
};

export const PoolView = ({ id }: { id: string }) => {
  const { at = route.value.query.find, in: path } = route.value.query;
  // Whoever comes by an address begins in its part.
  const [begin] = useState(at === undefined ? 'all' : partAround(at));
  const trail = (path ?? (at === undefined ? 'all' : begin)).split(',').filter((part) => part !== '' && part !== 'all');
  const within = trail.at(-1) ?? 'all';
  const live = usePool(id, within);
  const [open, setOpen] = useState<Open>();
  useFocusInMap(within, live.data?.blocks !== undefined || live.data?.resources !== undefined);
  const close = (): void => setOpen(undefined);
  const chosen = live.data?.resources?.find(({ ip_address }) => ip_address === at);
  const inWhole = live.data?.blocks !== undefined && path === undefined;
  const elsewhere =
    at !== undefined && !chosen && (live.data?.prefixes.length ?? 0) > 0 && (inWhole || !!live.data?.resources);
  useEffect(() => {
    if (elsewhere) setQuery({ in: partAround(at) });
  }, [elsewhere, at]);
  const done = async (resource?: Resource): Promise<void> => {
    const parted = live.data && live.data.prefixes.length > 0;
    if (resource) setQuery({ at: resource.ip_address, ...(parted && { in: partAround(resource.ip_address) }) });
    await live.refresh();
  };
  return (
    <View
      title={live.data?.head.name ?? id}
      up={{ to: ['pools'], name: 'Pools' }}
      beside={<Freshness live={live} />}
      actions={
        live.data && (
          <>
            <Button look="main" onClick={() => setOpen('any')}>
              Allocate
            </Button>
            <Button onClick={() => setOpen('add')}>Add addresses</Button>
            <Button onClick={() => setOpen('edit')}>Edit</Button>
            <Button look="danger" onClick={() => setOpen('delete')}>
              Delete
            </Button>
          </>
        )
      }
    >
      <Loaded live={live} what={id}>
        {(seen) => <Body id={id} seen={seen} trail={trail} chosen={chosen} onOpen={setOpen} onDone={() => done()} />}
      </Loaded>
      {open === 'any' && <Allocate pool={id} onClose={close} onDone={(given) => void done(given)} />}
      {open === 'chosen' && chosen && (
        <Allocate pool={id} resource={chosen} onClose={close} onDone={(given) => void done(given)} />
      )}
      {open === 'add' && <AddAddress pool={id} onClose={close} onDone={(added) => void done(added)} />}
      {open === 'edit' && live.data && (
        <EditPool head={live.data.head} onClose={close} onDone={() => void live.refresh()} />
      )}
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
