import { useState } from 'preact/hooks';
import { Act, Button } from '../components/button.tsx';
import { Confirm } from '../components/dialog.tsx';
import { Fact, Facts } from '../components/facts.tsx';
import { Freshness, Loaded, View } from '../components/view.tsx';
import { api } from '../core/api.ts';
import { ago, count, dateTime } from '../core/format.ts';
import type { DeviceInFull, Exec } from '../core/model.ts';
import { goTo } from '../core/route.ts';
import { notify } from '../core/toasts.ts';
import { now, usePolling } from '../core/use-polling.ts';
import { ExecCalls, ExecState } from './exec.tsx';
import { EditDevice } from './forms.tsx';

const EVERY_MS = 3000;

interface Seen {
  device: DeviceInFull;
  execs: Exec[];
}

const load = async (id: string): Promise<Seen> => {
  const params = { id };
  const [device, execs] = await Promise.all([
    api('GET /ztp/devices/{id}', { params }),
    api('GET /ztp/devices/{id}/execs', { params, query: { limit: 50 } }),
  ]);
  return { device, execs: execs.items };
};

const Body = ({ seen: { device, execs } }: { seen: Seen }) => (
  <>
    <Facts>
      <Fact name="Address" sub={device.name || 'No name'}>
        {device.ip}
      </Fact>
      <Fact name="Registered" sub={dateTime(device.last_registered_at)}>
        {ago(device.last_registered_at, now.value)}
      </Fact>
      <Fact name="Registrations" sub={`First ${dateTime(device.registered_at)}`}>
        {count(device.registrations)}
      </Fact>
    </Facts>
    {device.userdata && (
      <section class="card">
        <h2>User data</h2>
        <pre class="userdata">{device.userdata}</pre>
      </section>
    )}
    <section class="card">
      <h2>Provisioning</h2>
      <p class="lead">Each registration tells the service manager once; what fails is tried again.</p>
      <ExecCalls execs={execs} />
    </section>
  </>
);

export const DeviceView = ({ id }: { id: string }) => {
  const live = usePolling(() => load(id), { everyMs: EVERY_MS, keep: `device ${id}` });
  const [open, setOpen] = useState<'edit' | 'delete'>();
  const close = (): void => setOpen(undefined);
  const device = live.data?.device;
  const resend = async (): Promise<void> => {
    await api('POST /ztp/devices/{id}/exec', { params: { id } });
    notify('The service manager is called again.');
    await live.refresh();
  };
  return (
    <View
      title={id}
      up={{ to: ['devices'], name: 'Devices' }}
      beside={
        <>
          {device && <ExecState exec={device.exec} />}
          <Freshness live={live} />
        </>
      }
      actions={
        device && (
          <>
            {device.exec?.status !== 'SUCCEEDED' && (
              <Act look="main" run={resend}>
                Send again
              </Act>
            )}
            <Button onClick={() => setOpen('edit')}>Edit</Button>
            <Button look="danger" onClick={() => setOpen('delete')}>
              Delete
            </Button>
          </>
        )
      }
    >
      <Loaded live={live} what={id}>
        {(seen) => <Body seen={seen} />}
      </Loaded>
      {open === 'edit' && device && <EditDevice device={device} onClose={close} onDone={() => void live.refresh()} />}
      {open === 'delete' && (
        <Confirm
          title={`Delete ${id}?`}
          action="Delete device"
          onClose={close}
          run={async () => {
            await api('DELETE /ztp/mng/{id}', { params: { id } });
            notify(`${id} is deleted.`);
            goTo(['devices']);
          }}
        >
          Provisioning that it waits for is given up. It comes back when it registers again.
        </Confirm>
      )}
    </View>
  );
};
