import { useState } from 'preact/hooks';
import { Button } from '../components/button.tsx';
import { Confirm } from '../components/dialog.tsx';
import { api } from '../core/api.ts';
import { blockIn } from '../core/failure.ts';
import { dateTime, span } from '../core/format.ts';
import type { Resource } from '../core/model.ts';
import { notify } from '../core/toasts.ts';
import { now } from '../core/use-polling.ts';
import { CELL_WORDS, cellState } from './cells.ts';

interface Props {
  pool: string;
  resource: Resource;
  onAllocate: () => void;
  onDone: () => Promise<void>;
}

interface AskProps extends Omit<Props, 'onAllocate'> {
  onClose: () => void;
}

const Release = ({ pool, resource: { id, ip_address, owner, lease_until }, onDone, onClose }: AskProps) => {
  // What is released: the address, or the block that it turns out to belong to.
  const [held, setHeld] = useState({ id, owner, name: ip_address });
  const release = async (): Promise<void> => {
    // Only if the owner that is shown has it still.
    const body = { id: held.id, ...(held.owner && { owner: held.owner }) };
    await api('PUT /api/pools/{id}/release', { params: { id: pool }, body }).catch(async (error) => {
      const block = blockIn(error);
      if (block === undefined) throw error;
      const { ip_address: first, prefix_length } = await api('GET /api/pools/{id}/resource/{resource_id}', {
        params: { id: pool, resource_id: block },
      });
      const name = `${first}/${prefix_length}`;
      setHeld({ id: block, owner: undefined, name });
      throw new Error(`It belongs to the block ${name}, which is released as one.`);
    });
    notify(`${held.name} is released.`);
    await onDone();
  };
  return (
    <Confirm title={`Release ${held.name}?`} action="Release" onClose={onClose} run={release}>
      {owner ? `${owner} has it` : 'Somebody has it who gave no name'}
      {lease_until ? `, until ${dateTime(lease_until)}. ` : '. '}
      Then anybody may be given it.
    </Confirm>
  );
};

const Remove = ({ pool, resource: { id, ip_address }, onDone, onClose }: AskProps) => (
  <Confirm
    title={`Remove ${ip_address}?`}
    action="Remove"
    onClose={onClose}
    run={async () => {
      await api('DELETE /api/pools/{id}/resource/remove/{resource_id}', { params: { id: pool, resource_id: id } });
      notify(`${ip_address} is removed from the pool.`);
      await onDone();
    }}
  >
    The pool gives it to nobody any more.
  </Confirm>
);

/** The chosen address: its state, who has it, and what can be done. */
export const Panel = ({ pool, resource, onAllocate, onDone }: Props) => {
  const [asked, setAsked] = useState<'release' | 'remove'>();
  const state = cellState(resource);
  const ask = { pool, resource, onDone, onClose: () => setAsked(undefined) };
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
          <Button onClick={() => setAsked('release')}>Release</Button>
        ) : (
          <>
            <Button onClick={onAllocate}>Allocate</Button>
            <Button look="danger" onClick={() => setAsked('remove')}>
              Remove
            </Button>
          </>
        )}
      </div>
      {asked === 'release' && <Release {...ask} />}
      {asked === 'remove' && <Remove {...ask} />}
    </>
  );
};
