import { useState } from 'preact/hooks';
import { Act, Button } from '../components/button.tsx';
import { Fact, Facts } from '../components/facts.tsx';
import { Freshness, Loaded, View } from '../components/view.tsx';
import { api } from '../core/api.ts';
import { ago, counted, dateTime } from '../core/format.ts';
import { goTo, href } from '../core/route.ts';
import { notify } from '../core/toasts.ts';
import { now, usePolling } from '../core/use-polling.ts';
import { ExecCalls } from '../devices/exec.tsx';
import { EditDevice } from '../devices/forms.tsx';
import { MachineCard, ServerCard } from './given.tsx';
import { loadDevice, type Seen } from './load.ts';
import { Retire } from './retire.tsx';
import { StateOf } from './state.tsx';
import { StepList } from './step-list.tsx';
import { EditTags } from './tags.tsx';
import { Timeline } from './timeline.tsx';

const EVERY_MS = 3000;

const Overview = ({ seen: { device, inFull }, onTags }: { seen: Seen; onTags: () => void }) => (
  <Facts>
    <Fact name="Address" sub={device.address ? `of pool ${device.address.pool}` : 'as it registered'}>
      {device.address ? (
        <a href={href(['pools', device.address.pool], { at: device.address.ip_address })}>
          {device.address.ip_address}
        </a>
      ) : (
        device.ip
      )}
    </Fact>
    <Fact name="Id" sub={`Registered with ${device.ip}`}>
      <span class="fact-id">{device.id}</span>
    </Fact>
    <Fact name="Registered" sub={`${counted(inFull.registrations, 'time')}, first ${dateTime(device.registered_at)}`}>
      {ago(device.last_registered_at, now.value)}
    </Fact>
    <Fact
      name="Tags"
      sub={
        <Button look="quiet" onClick={onTags}>
          Edit tags
        </Button>
      }
    >
      <span class="tags">
        {device.tags.length === 0 && 'None'}
        {device.tags.map((tag) => (
          <a key={tag} class="tag" href={href(['fleet'], { tag })}>
            {tag}
          </a>
        ))}
      </span>
    </Fact>
  </Facts>
);

const Provisioning = ({ execs }: { execs: Seen['execs'] }) => (
  <details class="card">
    <summary>Provisioning calls</summary>
    <ExecCalls execs={execs} />
  </details>
);

interface BodyProps {
  seen: Seen;
  onTags: () => void;
  onChange: () => Promise<void>;
}

const Body = ({ seen, onTags, onChange }: BodyProps) => {
  const { device, inFull, execs, server } = seen;
  return (
    <>
      <Overview seen={seen} onTags={onTags} />
      <div class="device-columns">
        <div>
          <StepList device={device} />
          {server && <ServerCard server={server} onChange={onChange} />}
          {device.machine && <MachineCard machine={device.machine} onChange={onChange} />}
          <Provisioning execs={execs} />
          {inFull.userdata && (
            <details class="card">
              <summary>User data</summary>
              <pre class="userdata">{inFull.userdata}</pre>
            </details>
          )}
        </div>
        <Timeline id={device.id} />
      </div>
    </>
  );
};

export const FleetDeviceView = ({ id }: { id: string }) => {
  const live = usePolling(() => loadDevice(id), { everyMs: EVERY_MS, keep: 'fleet device', key: id });
  const [open, setOpen] = useState<'retire' | 'tags' | 'edit'>();
  const device = live.data?.device;
  const close = (): void => setOpen(undefined);
  const enroll = async (): Promise<void> => {
    await api('POST /fleet/devices/{id}/enroll', { params: { id } });
    notify('The rules are matched again.');
    await live.refresh();
  };
  const resend = async (): Promise<void> => {
    await api('POST /ztp/devices/{id}/exec', { params: { id } });
    notify('The service manager is called again.');
    await live.refresh();
  };
  return (
    <View
      title={device?.name || id}
      up={{ to: ['fleet'], name: 'Fleet' }}
      beside={
        <>
          {device && <StateOf device={device} />}
          <Freshness live={live} />
        </>
      }
      actions={
        device && (
          <>
            <Act
              look={device.state === 'FAILED' ? 'main' : 'plain'}
              disabled={device.state === 'RETIRING'}
              run={enroll}
            >
              Enrol again
            </Act>
            <Act disabled={device.exec?.status === 'PENDING'} run={resend}>
              Send again
            </Act>
            <Button onClick={() => setOpen('edit')}>Edit</Button>
            <Button look="danger" disabled={device.state === 'RETIRING'} onClick={() => setOpen('retire')}>
              Retire
            </Button>
          </>
        )
      }
    >
      <Loaded live={live} what={id}>
        {(seen) => <Body seen={seen} onTags={() => setOpen('tags')} onChange={live.refresh} />}
      </Loaded>
      {open === 'retire' && device && (
        <Retire
          device={device}
          onClose={(retired) => {
            close();
            if (retired) goTo(['fleet']);
          }}
        />
      )}
      {open === 'tags' && device && <EditTags device={device} onClose={close} onDone={() => void live.refresh()} />}
      {open === 'edit' && live.data && (
        <EditDevice device={live.data.inFull} onClose={close} onDone={() => void live.refresh()} />
      )}
    </View>
  );
};
