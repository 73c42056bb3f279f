import { useState } from 'preact/hooks';
import { Button } from '../components/button.tsx';
import { Choice, Finder } from '../components/choice.tsx';
import { PagedRows } from '../components/paged-rows.tsx';
import type { Place } from '../components/rows.tsx';
import { Empty, Freshness, Loaded, View } from '../components/view.tsx';
import { ago, counted } from '../core/format.ts';
import { href, route, setQuery } from '../core/route.ts';
import { now } from '../core/use-polling.ts';
import { ExecState } from './exec.tsx';
import { RegisterDevice } from './forms.tsx';
import { type ListedDevice, type Status, useDevices } from './load.ts';

const Row = ({ device: { id, name, ip, last_registered_at, exec }, place }: { device: ListedDevice; place: Place }) => (
  <li class="row device-row linked" {...place}>
    <div class="cell-name">
      <a href={href(['devices', id])}>{id}</a>
      {name && <span class="sub">{name}</span>}
    </div>
    <div class="cell-ip">{ip}</div>
    <div class="cell-when">
      <span class="unseen">Registered </span>
      {ago(last_registered_at, now.value)}
    </div>
    <div class="cell-state">
      <span class="unseen">Provisioning </span>
      <ExecState exec={exec} />
      {exec && exec.status !== 'SUCCEEDED' && exec.attempts > 0 && (
        <span class="sub">{counted(exec.attempts, 'attempt')}</span>
      )}
    </div>
  </li>
);

const STATES: readonly (readonly [Status, string])[] = [
  ['FAILED', 'Failed'],
  ['PENDING', 'Pending'],
  ['SUCCEEDED', 'Succeeded'],
];

const Head = () => (
  <div class="row row-head" aria-hidden="true">
    <span>Device</span>
    <span>Address</span>
    <span>Registered</span>
    <span>Provisioning</span>
  </div>
);

export const DevicesView = () => {
  const { exec, find = '' } = route.value.query;
  const filter = { status: STATES.find(([status]) => status === exec)?.[0], q: find.trim() };
  const pages = useDevices(filter);
  const [registering, setRegistering] = useState(false);
  const none = pages.complete && pages.items.length === 0 && filter.q === '' && filter.status === undefined;
  return (
    <View
      title="Devices"
      beside={<Freshness live={pages} />}
      actions={<Button onClick={() => setRegistering(true)}>Register by hand</Button>}
    >
      <div class="tools">
        <Choice
          legend="Which devices"
          chosen={filter.status ?? ''}
          onChoose={(value) => setQuery({ exec: value })}
          options={[['', 'All'], ...STATES]}
        />
        <Finder label="Find a device" value={find} onInput={(value) => setQuery({ find: value })} />
      </div>
      <Loaded live={{ ...pages, data: pages.answered || pages.items.length > 0 ? pages : undefined }} what="devices">
        {() =>
          none ? (
            <Empty title="No device has registered yet">
              <p>Machines register themselves with one of the two clients. On this very machine:</p>
              <pre>
                <code>npm run ztp-client -- {location.origin}</code>
              </pre>
              <Button onClick={() => setRegistering(true)}>Register by hand</Button>
            </Empty>
          ) : (
            <PagedRows
              look="devices"
              pages={pages}
              noun="device"
              head={<Head />}
              row={(device, place) => <Row key={device.id} device={device} place={place} />}
            />
          )
        }
      </Loaded>
      {registering && <RegisterDevice onClose={() => setRegistering(false)} />}
    </View>
  );
};
