import type { Place } from '../components/rows.tsx';
import { Check } from '../components/selection.tsx';
import { Tags } from '../components/tags.tsx';
import { ago, milliseconds, percent } from '../core/format.ts';
import type { Server } from '../core/model.ts';
import { href, setQuery } from '../core/route.ts';
import { now } from '../core/use-polling.ts';
import type { Selection } from '../core/use-selection.ts';
import { Spark } from './spark.tsx';
import { ServerState } from './state.tsx';

interface RowProps {
  server: Server;
  place: Place;
  selection: Selection;
}

export const ServerRow = ({ server, place, selection }: RowProps) => (
  <li class="row server-row linked" {...place}>
    <Check selection={selection} of={server.name} name={server.name} />
    <div class="cell-name">
      <a href={href(['servers', server.name])} title={server.name}>
        {server.name}
      </a>
    </div>
    <div class="cell-state">
      <ServerState server={server} />
    </div>
    <div class="cell-ip">{server.ip}</div>
    <div class="cell-last">
      <span class="unseen">Last ping </span>
      <span class="number">{milliseconds(server.last_ping_ms)}</span>{' '}
      <span class="sub">{ago(server.last_ping_at, now.value)}</span>
    </div>
    <div class="cell-loss">
      <span class="label">Loss </span>
      <span class={`number ${server.loss ? 'some-loss' : ''}`}>{percent(server.loss)}</span>
    </div>
    <div class="cell-spark">
      <Spark name={server.name} />
    </div>
    <div class="cell-tags">
      <Tags tags={server.tags ?? []} onPick={(tag) => setQuery({ tag })} />
    </div>
  </li>
);
