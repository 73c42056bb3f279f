import { useState } from 'preact/hooks';
import { Act, Button } from '../components/button.tsx';
import { Choice, Finder } from '../components/choice.tsx';
import { Empty, Freshness, Loaded, View } from '../components/view.tsx';
import { api } from '../core/api.ts';
import { counted } from '../core/format.ts';
import type { FleetDevice } from '../core/model.ts';
import { href, route, setQuery } from '../core/route.ts';
import { RegisterDevice } from '../devices/forms.tsx';
import { type Pages, usePages } from '../events/use-pages.ts';
import { CsvButton } from '../import/csv-button.tsx';
import { FleetRow } from './row.tsx';
import { type DeviceState, STATES } from './state.tsx';

const EVERY_MS = 5000;
const PAGE = 100;

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
    {(['rule', 'tag'] as const).map(
      (name) =>
        filter[name] && (
          <button
            key={name}
            type="button"
            class="tag"
            aria-pressed="true"
            aria-label={`${name} ${filter[name]}; show all again`}
            onClick={() => setQuery({ [name]: undefined })}
          >
            {filter[name]} <span aria-hidden="true">×</span>
          </button>
        ),
    )}
    <Finder
      label="Find by name, id or address"
      value={route.value.query.find ?? ''}
      onInput={(find) => setQuery({ find })}
    />
  </div>
);

const Rows = ({ live, devices }: { live: Pages<FleetDevice>; devices: readonly FleetDevice[] }) => (
  <>
    <ul class="rows fleet">
      <li class="row row-head" aria-hidden="true">
        <span>Device</span>
        <span>Address</span>
        <span>Steps</span>
        <span>State</span>
        <span>Last hour</span>
        <span>Machine</span>
      </li>
      {devices.map((device) => (
        <FleetRow key={device.id} device={device} />
      ))}
    </ul>
    {devices.length === 0 && <p class="none">No device fits.</p>}
    {live.more && (
      <p class="more">
        <span>{counted(devices.length, 'device')} loaded; there are more.</span>
        <Act run={live.more}>Load more</Act>
      </p>
    )}
  </>
);

export const FleetView = () => {
  const filter = filterOf(route.value.query);
  const [registering, setRegistering] = useState(false);
  const live = usePages((cursor) => api('GET /fleet/devices', { query: { ...filter, limit: PAGE, cursor } }), {
    everyMs: EVERY_MS,
    key: JSON.stringify(filter),
    idOf: ({ id }) => id,
  });
  const filtered = Object.keys(filter).length > 0;
  return (
    <View
      title="Fleet"
      beside={<Freshness live={live} />}
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
      <Loaded live={live} what="devices">
        {(devices) =>
          devices.length > 0 || filtered || live.more ? (
            <Rows live={live} devices={devices} />
          ) : (
            <Empty title="No device has registered yet">
              <p>
                Machines register themselves when they boot. What they are given then is said by{' '}
                <a href={href(['rules'])}>rules</a>. On this very machine:
              </p>
              <pre>
                <code>npm run ztp-client -- {location.origin} --enroll</code>
              </pre>
            </Empty>
          )
        }
      </Loaded>
      {registering && <RegisterDevice onClose={() => setRegistering(false)} />}
    </View>
  );
};
