import { useState } from 'preact/hooks';
import { Button } from '../components/button.tsx';
import { Choice, Finder } from '../components/choice.tsx';
import { PagedRows } from '../components/paged-rows.tsx';
import { SelectionBar } from '../components/selection.tsx';
import { SortHead } from '../components/sort-head.tsx';
import { TagChosen } from '../components/tags.tsx';
import { Empty, Freshness, Loaded, View } from '../components/view.tsx';
import { api } from '../core/api.ts';
import type { Server } from '../core/model.ts';
import { route, setQuery } from '../core/route.ts';
import { type Pages, usePages } from '../core/use-pages.ts';
import { useSelection } from '../core/use-selection.ts';
import { CsvButton } from '../import/csv-button.tsx';
import { AddServer } from './forms.tsx';
import type { Chosen } from './operate.tsx';
import { OPERATIONS, Operation, type OperationName } from './operations.tsx';
import { type Filter, filterOf, queryOf, STATUSES } from './query.ts';
import { ServerRow } from './row.tsx';
import { STATES } from './state.tsx';

const EVERY_MS = 10_000;
const nameOf = ({ name }: Server): string => name;

const useServers = (filter: Filter): Pages<Server> => {
  const { status, q, tag } = filter;
  const wanted = q.toLowerCase();
  return usePages<Server>(
    ({ limit, cursor, signal }) => api('GET /servers', { query: queryOf(filter, { limit, cursor }), signal }),
    {
      keep: 'servers',
      key: JSON.stringify(filter),
      everyMs: EVERY_MS,
      keyOf: nameOf,
      likely: (server) =>
        (status === undefined || server.status === status) &&
        (tag === undefined || (server.tags ?? []).includes(tag)) &&
        (server.name.toLowerCase().startsWith(wanted) || server.ip.startsWith(wanted)),
    },
  );
};

const Tools = ({ filter: { status, tag } }: { filter: Filter }) => (
  <div class="tools">
    <Choice
      legend="Which servers"
      chosen={status ?? ''}
      onChoose={(state) => setQuery({ state })}
      options={[['', 'All'], ...STATUSES.map((each) => [each, STATES[each].word] as const)]}
    />
    {tag && <TagChosen tag={tag} onClear={() => setQuery({ tag: undefined })} />}
    <Finder
      label="Find by name or address"
      value={route.value.query.find ?? ''}
      onInput={(find) => setQuery({ find })}
    />
  </div>
);

const Head = ({ sorted }: { sorted: string }) => {
  const common = { sorted, onSort: (by: string) => setQuery({ sort: by === 'status' ? undefined : by }) };
  return (
    <div class="row row-head">
      <span />
      <SortHead label="Server" by="name" {...common} />
      <SortHead label="State" by="status" {...common} />
      <SortHead label="Address" {...common} />
      <SortHead label="Last ping" by="last_ping_ms" {...common} />
      <SortHead label="Loss" {...common} />
      <SortHead label="Last hour" {...common} />
      <SortHead label="Tags" {...common} />
    </div>
  );
};

const List = ({ pages, filter }: { pages: Pages<Server>; filter: Filter }) => {
  const keys = pages.items.map(nameOf);
  const selection = useSelection(keys);
  const [open, setOpen] = useState<{ operation: OperationName; chosen: Chosen | undefined }>();
  const selected = pages.items.filter(({ name }) => selection.chosen.has(name));
  const { tag } = filter;
  const close = (begun: boolean): void => {
    setOpen(undefined);
    // Who thought better of it finds what was chosen.
    if (!begun) return;
    selection.clear();
    void pages.refresh();
  };
  // With a tag alone the API does it to all of them, also to those that are not loaded.
  const chosen: Chosen | undefined =
    selected.length > 0 ? { servers: selected } : tag && !filter.q && !filter.status ? { tag } : undefined;
  const all = chosen && 'tag' in chosen ? chosen.tag : undefined;
  return (
    <>
      <SelectionBar selection={selection} keys={keys} noun="server" complete={pages.complete}>
        {OPERATIONS.map(([operation, word]) => (
          <Button
            key={operation}
            look={operation === 'delete' ? 'danger' : 'plain'}
            {...(all && operation !== 'maintenance' && { label: `${word} all tagged ${all}` })}
            disabled={!chosen && operation !== 'maintenance'}
            onClick={() => setOpen({ operation, chosen })}
          >
            {all && operation !== 'maintenance' ? `${word} all` : word}
          </Button>
        ))}
      </SelectionBar>
      <PagedRows
        look="servers"
        pages={pages}
        noun="server"
        head={<Head sorted={filter.sort} />}
        row={(server, place) => <ServerRow key={server.name} server={server} place={place} selection={selection} />}
      />
      {open && <Operation {...open} onClose={close} />}
    </>
  );
};

export const ServersView = () => {
  const filter = filterOf(route.value.query);
  const pages = useServers(filter);
  const [adding, setAdding] = useState(false);
  const add = (
    <Button look="main" onClick={() => setAdding(true)}>
      Add server
    </Button>
  );
  const known = pages.answered || pages.items.length > 0;
  const none = pages.complete && pages.items.length === 0 && !filter.q && !filter.status && !filter.tag;
  const actions = (
    <>
      {add}
      <CsvButton
        name="servers"
        ask={({ cursor, headers }) => api.receive('GET /servers', { query: queryOf(filter, { cursor }), headers })}
      />
    </>
  );
  return (
    <View title="Servers" beside={<Freshness live={pages} />} actions={actions}>
      <Tools filter={filter} />
      <Loaded live={{ ...pages, data: known ? pages : undefined }} what="servers">
        {() =>
          none ? (
            <Empty title="No server is watched yet">
              <p>
                Add one by name and address. Each sweep pings it and keeps the times, and this page shows whether it
                answers and how fast.
              </p>
              {add}
            </Empty>
          ) : (
            <List pages={pages} filter={filter} />
          )
        }
      </Loaded>
      {adding && <AddServer onClose={() => setAdding(false)} onDone={() => void pages.refresh()} />}
    </View>
  );
};
