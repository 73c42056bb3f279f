import { useState } from 'preact/hooks';
import { Button } from '../components/button.tsx';
import { Choice, Finder } from '../components/choice.tsx';
import { PagedRows } from '../components/paged-rows.tsx';
import { TagChosen } from '../components/tags.tsx';
import { Empty, Freshness, Loaded, View } from '../components/view.tsx';
import { api } from '../core/api.ts';
import type { FleetDevice } from '../core/model.ts';
import { href, route, setQuery } from '../core/route.ts';
import { type Pages, usePages } from '../core/use-pages.ts';
import { RegisterDevice } from '../devices/forms.tsx';
import { CsvButton } from '../import/csv-button.tsx';
import { FleetRow } from './row.tsx';
import { type DeviceState, STATES } from './state.tsx';

const EVERY_MS = 5000;

interface Filter {
  state?: DeviceState;
  rule?: string;
  tag?: string;
  q?: string;
}

const isState = (text: string | undefined): text is DeviceState => text !== undefined && text in STATES;

const filterOf = ({ state, rule, tag, find = '' }: Record<string, string>): Filter => ({
  ...(isState(state) && { state }),
  ...(rule && { rule }),
  ...(tag && { tag }),
  ...(find.trim() && { q: find.trim() }),
});

const Tools = ({ filter }: { filter: Filter }) => (
  <div class="tools">
    <Choice
      legend="Which devices"
      chosen={filter.state ?? ''}
      onChoose={(state) => setQuery({ state })}
      options={[['', 'All'], ...Object.entries(STATES).map(([state, { word }]) => [state, word] as const)]}
    />
    {filter.tag && <TagChosen tag={filter.tag} onClear={() => setQuery({ tag: undefined })} />}
    {filter.rule && <TagChosen tag={filter.rule} onClear={() => setQuery({ rule: undefined })} />}
    <Finder
      label="Find by name, id or address"
      value={route.value.query.find ?? ''}
      onInput={(find) => setQuery({ find })}
    />
  </div>
);

const useDevices = (filter: Filter): Pages<FleetDevice> => {
  const { state, rule, tag, q = '' } = filter;
  const wanted = q.toLowerCase();
  return usePages<FleetDevice>(
    ({ limit, cursor, signal }) => api('GET /fleet/devices', { query: { ...filter, limit, cursor }, signal }),
    {
      keep: 'fleet',
      key: JSON.stringify(filter),
      everyMs: EVERY_MS,
      keyOf: ({ id }) => id,
      likely: (device) =>
        (state === undefined || device.state === state) &&
        (rule === undefined || device.rule === rule) &&
        (tag === undefined || device.tags.includes(tag)) &&
        [device.name, device.id, device.ip].some((text) => text.toLowerCase().startsWith(wanted)),
    },
  );
};

const Head = () => (
  <div class="row row-head" aria-hidden="true">
    <span>Device</span>
    <span>Address</span>
    <span>Steps</span>
    <span>State</span>
    <span>Last hour</span>
    <span>Machine</span>
  </div>
);

export const FleetView = () => {
  const filter = filterOf(route.value.query);
  const pages = useDevices(filter);
  const [registering, setRegistering] = useState(false);
  const known = pages.answered || pages.items.length > 0;
  const none = pages.complete && pages.items.length === 0 && Object.keys(filter).length === 0;
  return (
    <View
      title="Fleet"
      beside={<Freshness live={pages} />}
      actions={
        <>
          <a class="button" href={href(['rules'])}>
            Rules
          </a>
          <CsvButton
            name="devices"
            ask={({ cursor, headers }) => api.receive('GET /fleet/devices', { query: { ...filter, cursor }, headers })}
          />
          <Button onClick={() => setRegistering(true)}>Register by hand</Button>
        </>
      }
    >
      <Tools filter={filter} />
      <Loaded live={{ ...pages, data: known ? pages : undefined }} what="devices">
        {() =>
          none ? (
            <Empty title="No device has registered yet">
              <p>
                Machines register themselves when they boot. What they are given then is decided by{' '}
                <a href={href(['rules'])}>rules</a>. On this very machine:
              </p>
              <pre>
                <code>npm run ztp-client -- {location.origin} --enroll</code>
              </pre>
            </Empty>
          ) : (
            <PagedRows
              look="fleet"
              pages={pages}
              noun="device"
              head={<Head />}
              row={(device, place) => <FleetRow key={device.id} device={device} place={place} />}
            />
          )
        }
      </Loaded>
      {registering && <RegisterDevice onClose={() => setRegistering(false)} />}
    </View>
  );
};
