import { useState } from 'preact/hooks';
import { Button } from '../components/button.tsx';
import { Finder } from '../components/choice.tsx';
import { Rows } from '../components/rows.tsx';
import { Empty, Freshness, Loaded, View } from '../components/view.tsx';
import { api } from '../core/api.ts';
import { counted } from '../core/format.ts';
import type { UsedPool } from '../core/model.ts';
import { allPages, MOST_ENTRIES } from '../core/pages.ts';
import { href, route, setQuery } from '../core/route.ts';
import { usePolling } from '../core/use-polling.ts';
import { CsvButton } from '../import/csv-button.tsx';
import { CreatePool } from './forms.tsx';
import { shareOf } from './fullness.ts';
import { UseBar, UseWords } from './use-bar.tsx';

const EVERY_MS = 10_000;

/** All pools without their addresses, the fullest first. */
const loadPools = async (): Promise<UsedPool[]> => {
  const pools = await allPages((cursor) => api('GET /api/pools', { query: { cursor, fields: 'head' } }));
  return pools
    .flatMap((pool) => ('use' in pool ? [pool] : []))
    .sort((a, b) => shareOf(b.use) - shareOf(a.use) || a.id.localeCompare(b.id));
};

const fits = ({ id, name, space = '' }: UsedPool, wanted: string): boolean =>
  [id, name, space].some((text) => text.toLowerCase().includes(wanted));

const List = ({ pools }: { pools: readonly UsedPool[] }) => {
  const { find = '' } = route.value.query;
  const found = pools.filter((pool) => fits(pool, find.trim().toLowerCase()));
  return (
    <>
      <div class="tools">
        <p class="sub">The fullest first.</p>
        <Finder label="Find a pool" value={find} onInput={(value) => setQuery({ find: value })} />
      </div>
      <Rows
        look="pools"
        items={found}
        row={({ id, name, space, use }, place) => (
          <li key={id} class="row pool-row linked" {...place}>
            <div class="cell-name">
              <a href={href(['pools', id])}>{id}</a>
              {name !== id && <span class="sub">{name}</span>}
            </div>
            <div class="cell-space">{space && <span class="sub">Space {space}</span>}</div>
            <div class="cell-use">
              <UseBar use={use} />
              <UseWords use={use} />
            </div>
          </li>
        )}
      />
      <p class="more" role="status">
        {found.length === 0 && 'No pool fits. '}
        {pools.length < MOST_ENTRIES
          ? `All ${counted(pools.length, 'pool')}.`
          : `The first ${counted(pools.length, 'pool')} by id; there may be more.`}
      </p>
    </>
  );
};

export const PoolsView = () => {
  const live = usePolling(loadPools, { everyMs: EVERY_MS, keep: 'pools' });
  const [creating, setCreating] = useState(false);
  const create = (
    <Button look="main" onClick={() => setCreating(true)}>
      Create pool
    </Button>
  );
  const actions = (
    <>
      {create}
      <CsvButton
        name="pools"
        ask={({ cursor, headers }) => api.receive('GET /api/pools', { query: { cursor, view: 'full' }, headers })}
      />
    </>
  );
  return (
    <View title="Pools" beside={<Freshness live={live} />} actions={actions}>
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
