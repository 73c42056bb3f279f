import { useState } from 'preact/hooks';
import { Button } from '../components/button.tsx';
import { Choice, Finder } from '../components/choice.tsx';
import { useMore } from '../components/more.tsx';
import { Empty, Freshness, Loaded, View } from '../components/view.tsx';
import { api } from '../core/api.ts';
import { ago, count, counted } from '../core/format.ts';
import type { Device } from '../core/model.ts';
import { allPages } from '../core/pages.ts';
import { href, route, setQuery } from '../core/route.ts';
import { now, usePolling } from '../core/use-polling.ts';
import { ExecState } from './exec.tsx';
import { RegisterDevice } from './forms.tsx';

const EVERY_MS = 5000;

const loadDevices = async (): Promise<Device[]> => {
  const devices = await allPages((cursor) => api('GET /ztp/devices', { query: { cursor } }));
  return devices.sort((a, b) => b.last_registered_at.localeCompare(a.last_registered_at));
};

const Row = ({ device }: { device: Device }) => (
  <li class="row device-row">
    <div class="cell-name">
      <a href={href(['devices', device.id])}>{device.id}</a>
      {device.name && <span class="sub">{device.name}</span>}
    </div>
    <div class="cell-ip">{device.ip}</div>
    <div class="cell-when">
      <span class="unseen">Registered </span>
      {ago(device.last_registered_at, now.value)}
      <span class="sub">{counted(device.registrations, 'time')}</span>
    </div>
    <div class="cell-state">
      <span class="unseen">Provisioning </span>
      <ExecState exec={device.exec} />
      {device.exec && device.exec.status !== 'SUCCEEDED' && device.exec.attempts > 0 && (
        <span class="sub">{counted(device.exec.attempts, 'attempt')}</span>
      )}
    </div>
  </li>
);

const STATES = [
  ['FAILED', 'Failed'],
  ['PENDING', 'Pending'],
  ['SUCCEEDED', 'Succeeded'],
] as const;

const List = ({ devices }: { devices: readonly Device[] }) => {
  const { exec = '', find = '' } = route.value.query;
  const wanted = find.toLowerCase();
  const found = devices.filter(
    (device) =>
      (exec === '' || device.exec?.status === exec) &&
      [device.id, device.name, device.ip].some((text) => text.toLowerCase().includes(wanted)),
  );
  const { visible, more } = useMore(found);
  const of = (status: string): number => devices.filter((device) => device.exec?.status === status).length;
  return (
    <>
      <div class="tools">
        <Choice
          legend="Which devices"
          chosen={exec}
          onChoose={(value) => setQuery({ exec: value })}
          options={[
            ['', `All ${count(devices.length)}`],
            ...STATES.filter(([status]) => of(status) > 0).map(
              ([status, word]) => [status, `${word} ${count(of(status))}`] as const,
            ),
          ]}
        />
        <Finder label="Find a device" value={find} onInput={(value) => setQuery({ find: value })} />
      </div>
      <ul class="rows devices">
        <li class="row row-head" aria-hidden="true">
          <span>Device</span>
          <span>Address</span>
          <span>Registered</span>
          <span>Provisioning</span>
        </li>
        {visible.map((device) => (
          <Row key={device.id} device={device} />
        ))}
      </ul>
      {found.length === 0 && <p class="none">No device fits.</p>}
      {more}
    </>
  );
};

export const DevicesView = () => {
  const live = usePolling(loadDevices, { everyMs: EVERY_MS });
  const [registering, setRegistering] = useState(false);
  return (
    <View
      title="Devices"
      beside={<Freshness live={live} />}
      actions={<Button onClick={() => setRegistering(true)}>Register by hand</Button>}
    >
      <Loaded live={live} what="devices">
        {(devices) =>
          devices.length > 0 ? (
            <List devices={devices} />
          ) : (
            <Empty title="No device has registered yet">
              <p>Machines register themselves with one of the two clients. On this very machine:</p>
              <pre>
                <code>npm run ztp-client -- {location.origin}</code>
              </pre>
              <Button onClick={() => setRegistering(true)}>Register by hand</Button>
            </Empty>
          )
        }
      </Loaded>
      {registering && <RegisterDevice onClose={() => setRegistering(false)} />}
    </View>
  );
};
