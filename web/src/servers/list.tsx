import { useState } from 'preact/hooks';
import { Button } from '../components/button.tsx';
import { Choice, Finder } from '../components/choice.tsx';
import { useMore } from '../components/more.tsx';
import { Empty, Freshness, Loaded, View } from '../components/view.tsx';
import { api } from '../core/api.ts';
import { ago, count, milliseconds, percent } from '../core/format.ts';
import type { Server } from '../core/model.ts';
import { allPages } from '../core/pages.ts';
import { href, route, setQuery } from '../core/route.ts';
import { now, usePolling } from '../core/use-polling.ts';
import { AddServer } from './forms.tsx';
import { Spark } from './spark.tsx';
import { ServerState, type Shown, STATES, shownState } from './state.tsx';

const EVERY_MS = 10_000;

const loadServers = (): Promise<Server[]> => allPages((cursor) => api('GET /servers', { query: { cursor } }));

const Row = ({ server }: { server: Server }) => (
  <li class="row server-row">
    <div class="cell-name">
      <a href={href(['servers', server.name])}>{server.name}</a>
      <span class="sub">{server.ip}</span>
    </div>
    <div class="cell-state">
      <ServerState server={server} />
    </div>
    <div class="cell-last">
      <span class="unseen">Last ping </span>
      <span class="number">{milliseconds(server.last_ping_ms)}</span>
      <span class="sub">{ago(server.last_ping_at, now.value)}</span>
    </div>
    <div class="cell-loss">
      <span class="label">Loss </span>
      <span class={`number ${server.loss ? 'some-loss' : ''}`}>{percent(server.loss)}</span>
    </div>
    <div class="cell-spark">
      <Spark name={server.name} />
    </div>
  </li>
);

const ORDER: readonly Shown[] = ['DOWN', 'UP', 'UNKNOWN', 'PAUSED'];

const List = ({ servers }: { servers: readonly Server[] }) => {
  const { state = '', find = '' } = route.value.query;
  const present = ORDER.filter((each) => servers.some((server) => shownState(server) === each));
  const wanted = find.toLowerCase();
  const found = servers.filter(
    (server) =>
      (state === '' || shownState(server) === state) &&
      (server.name.toLowerCase().includes(wanted) || server.ip.includes(wanted)),
  );
  const { visible, more } = useMore(found);
  const of = (each: Shown): number => servers.filter((server) => shownState(server) === each).length;
  return (
    <>
      <div class="tools">
        <Choice
          legend="Which servers"
          chosen={state}
          onChoose={(value) => setQuery({ state: value })}
          options={[
            ['', `All ${count(servers.length)}`],
            ...present.map((each) => [each, `${STATES[each].word} ${count(of(each))}`] as const),
          ]}
        />
        <Finder label="Find by name or address" value={find} onInput={(value) => setQuery({ find: value })} />
      </div>
      <ul class="rows servers">
        <li class="row row-head" aria-hidden="true">
          <span>Server</span>
          <span>State</span>
          <span>Last ping</span>
          <span>Loss</span>
          <span>Last hour</span>
        </li>
        {visible.map((server) => (
          <Row key={server.name} server={server} />
        ))}
      </ul>
      {found.length === 0 && <p class="none">No server fits.</p>}
      {more}
    </>
  );
};

export const ServersView = () => {
  const live = usePolling(loadServers, { everyMs: EVERY_MS });
  const [adding, setAdding] = useState(false);
  const add = (
    <Button look="main" onClick={() => setAdding(true)}>
      Add server
    </Button>
  );
  return (
    <View title="Servers" beside={<Freshness live={live} />} actions={add}>
      <Loaded live={live} what="servers">
        {(servers) =>
          servers.length > 0 ? (
            <List servers={servers} />
          ) : (
            <Empty title="No server is watched yet">
              <p>
                Add one by name and address. Each sweep pings it and keeps the times, and this page shows whether it
                answers and how fast.
              </p>
              {add}
            </Empty>
          )
        }
      </Loaded>
      {adding && <AddServer onClose={() => setAdding(false)} onDone={() => void live.refresh()} />}
    </View>
  );
};
