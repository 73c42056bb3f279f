import { Choice } from '../components/choice.tsx';
import { Fact, Facts } from '../components/facts.tsx';
import { Tags } from '../components/tags.tsx';
import { api } from '../core/api.ts';
import { ago, count, counted, dateTime, milliseconds, percent, span, uptimePercent } from '../core/format.ts';
import type { Body, Change, Server } from '../core/model.ts';
import { goTo, setQuery } from '../core/route.ts';
import { now } from '../core/use-polling.ts';
import { DeviceFact } from '../fleet/device-fact.tsx';
import { ChartBox } from './chart-box.tsx';
import { type RangeName, together } from './history.ts';
import { type History, loadHistory } from './load.ts';
import { ServerState, STATES } from './state.tsx';

/** Everything that the page of a server shows. */
export interface Seen {
  server: Server;
  changes: Change[];
  history: History;
  uptimes: readonly Uptime[];
}

const WINDOWS = ['day', 'week', 'month', 'year'] as const;
type Uptime = Body<'GET /servers/{name}/uptime'> & { window: (typeof WINDOWS)[number] };

const loadUptimes = (name: string): Promise<Uptime[]> =>
  Promise.all(
    WINDOWS.map(async (window) => ({
      window,
      ...(await api('GET /servers/{name}/uptime', { params: { name }, query: { window } })),
    })),
  );

export const loadServer = async (name: string, range: RangeName): Promise<Seen> => {
  const params = { name };
  const [server, changes, history, uptimes] = await Promise.all([
    api('GET /servers/{name}', { params }),
    api('GET /servers/{name}/changes', { params, query: { limit: 100 } }),
    loadHistory(name, range),
    loadUptimes(name),
  ]);
  return { server, changes: changes.items, history, uptimes };
};

const Changes = ({ changes }: { changes: readonly Change[] }) => (
  <section class="card">
    <h2>Changes of state</h2>
    {changes.length === 0 && <p class="none">None so far.</p>}
    <ul class="lines">
      {changes.slice(0, 20).map(({ at, from, to, maintenance }) => (
        <li key={at}>
          <ServerState server={{ status: to }} />
          <span class="sub">
            was {STATES[from].word.toLowerCase()}
            {maintenance && ', in maintenance'}
          </span>
          <time dateTime={at}>{dateTime(at)}</time>
        </li>
      ))}
    </ul>
  </section>
);

const Records = ({ history: { pings } }: { history: History }) => (
  <details class="card">
    <summary>The numbers</summary>
    <table>
      <thead>
        <tr>
          <th scope="col">Time</th>
          <th scope="col">Average</th>
          <th scope="col">Smallest</th>
          <th scope="col">Largest</th>
          <th scope="col">Answered</th>
        </tr>
      </thead>
      <tbody>
        {pings
          .slice(-100)
          .reverse()
          .map(({ at, average_ms, min_ms, max_ms, sent, received }) => (
            <tr key={at}>
              <td>{dateTime(at)}</td>
              <td>{milliseconds(average_ms)}</td>
              <td>{milliseconds(min_ms)}</td>
              <td>{milliseconds(max_ms)}</td>
              <td>
                {count(received)} of {count(sent)}
              </td>
            </tr>
          ))}
      </tbody>
    </table>
  </details>
);

const Legend = () => (
  <p class="legend">
    <span class="key key-line">Average</span>
    <span class="key key-band">Smallest to largest</span>
    <span class="key key-some">Some lost</span>
    <span class="key key-lost">No answer</span>
    <span class="key key-maintenance">Maintenance</span>
    <span class="key key-change">Went up or down</span>
  </p>
);

/** The device of the fleet that a server was added for. */
export const DeviceOf = ({ name }: { name: string }) => (
  <DeviceFact name={name} isGiven={(device) => device.server?.name === name} />
);

/** What is known of a server: figures, uptimes, the chart, its records and its changes of state. */
export const ServerBody = ({ seen: { server, changes, history, uptimes } }: { seen: Seen }) => {
  const all = together('', history.pings);
  const loss = all.sent > 0 ? (all.sent - all.received) / all.sent : null;
  const last = `last ${history.range}`;
  return (
    <>
      <Facts>
        <Fact name="Last ping" sub={ago(server.last_ping_at, now.value)}>
          {milliseconds(server.last_ping_ms)}
        </Fact>
        <Fact name={`Average, ${last}`} sub={`${milliseconds(all.min_ms)} to ${milliseconds(all.max_ms)}`}>
          {milliseconds(all.average_ms)}
        </Fact>
        <Fact name={`Loss, ${last}`} sub={`${count(all.sent - all.received)} of ${count(all.sent)} probes`}>
          {percent(loss)}
        </Fact>
        <Fact name="Address" sub={`Added ${dateTime(server.created_at)}`}>
          {server.ip}
        </Fact>
        <DeviceOf name={server.name} />
        {server.tags && (
          <Fact name="Tags" sub={server.parent && `Behind ${server.parent}`}>
            <span class="tags">
              <Tags tags={server.tags} onPick={(tag) => goTo(['servers'], { tag })} />
            </span>
          </Fact>
        )}
      </Facts>
      <Facts>
        {uptimes.map(({ window, uptime, down_seconds, outages }) => (
          <Fact
            key={window}
            name={`Uptime, last ${window}`}
            sub={outages === 0 ? 'No outage' : `${counted(outages, 'outage')}, ${span(down_seconds * 1000)} down`}
          >
            {uptimePercent(uptime)}
          </Fact>
        ))}
      </Facts>
      <section class="card" aria-label="Ping times">
        <div class="tools">
          <Choice
            legend="How far back"
            chosen={history.range}
            onChoose={(range) => setQuery({ range: range === 'hour' ? undefined : range })}
            options={[
              ['hour', 'Hour'],
              ['day', 'Day'],
              ['week', 'Week'],
              ['year', 'Year'],
            ]}
          />
        </div>
        <ChartBox history={history} changes={changes.filter(({ at }) => Date.parse(at) >= history.from)} />
        <Legend />
      </section>
      <Records history={history} />
      <Changes changes={changes} />
    </>
  );
};
