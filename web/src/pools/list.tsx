import pLimit from 'p-limit';
import { useState } from 'preact/hooks';
import { Button } from '../components/button.tsx';
import { useMore } from '../components/more.tsx';
import { Empty, Freshness, Loaded, View } from '../components/view.tsx';
import { api } from '../core/api.ts';
import type { Use } from '../core/model.ts';
import { allPages } from '../core/pages.ts';
import { href } from '../core/route.ts';
import { usePolling } from '../core/use-polling.ts';
import { CreatePool } from './forms.tsx';
import { UseBar, UseWords } from './use-bar.tsx';

const EVERY_MS = 10_000;
const AT_ONCE = 6;

interface Row {
  id: string;
  name: string;
  use: Use | undefined;
}

const loadPools = async (): Promise<Row[]> => {
  const pools = await allPages((cursor) => api('GET /api/pools', { query: { cursor } }), 500);
  const uses = new Map<string, Use>();
  await pLimit(AT_ONCE).map(pools, async ({ id }) => {
    const use = await api('GET /api/pools/{id}/use', { params: { id } }).catch(() => undefined);
    if (use) uses.set(id, use);
  });
  return pools.map(({ id, name }) => ({ id, name, use: uses.get(id) }));
};

const List = ({ pools }: { pools: readonly Row[] }) => {
  const { visible, more } = useMore(pools);
  return (
    <>
      <ul class="rows pools">
        {visible.map(({ id, name, use }) => (
          <li key={id} class="row pool-row">
            <div class="cell-name">
              <a href={href(['pools', id])}>{id}</a>
              {name !== id && <span class="sub">{name}</span>}
            </div>
            {use && (
              <div class="cell-use">
                <UseBar use={use} />
                <UseWords use={use} />
              </div>
            )}
          </li>
        ))}
      </ul>
      {more}
    </>
  );
};

export const PoolsView = () => {
  const live = usePolling(loadPools, { everyMs: EVERY_MS });
  const [creating, setCreating] = useState(false);
  const create = (
    <Button look="main" onClick={() => setCreating(true)}>
      Create pool
    </Button>
  );
  return (
    <View title="Pools" beside={<Freshness live={live} />} actions={create}>
      <Loaded live={live} what="pools">
        {(pools) =>
          pools.length > 0 ? (
            <List pools={pools} />
          ) : (
            <Empty title="There is no pool yet">
              <p>
                A pool holds addresses and gives each to one machine at a time. Create one from a block, say
                10.0.0.0/24.
              </p>
              {create}
            </Empty>
          )
        }
      </Loaded>
      {creating && <CreatePool onClose={() => setCreating(false)} />}
    </View>
  );
};
