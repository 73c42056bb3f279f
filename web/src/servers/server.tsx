import { useState } from 'preact/hooks';
import { Act, Button } from '../components/button.tsx';
import { Confirm } from '../components/dialog.tsx';
import { Facts } from '../components/facts.tsx';
import { Empty, Freshness, Loaded, View } from '../components/view.tsx';
import { api } from '../core/api.ts';
import { goTo, route } from '../core/route.ts';
import { notify } from '../core/toasts.ts';
import { usePolling } from '../core/use-polling.ts';
import { EditServer } from './forms.tsx';
import { isRange } from './history.ts';
import { DeviceOf, loadServer, type Seen, ServerBody } from './server-body.tsx';
import { ServerState } from './state.tsx';

const EVERY_MS = 10_000;

export const ServerView = ({ name }: { name: string }) => {
  const asked = route.value.query.range;
  const range = isRange(asked) ? asked : 'hour';
  const [kept, setKept] = useState<Seen>();
  const live = usePolling(
    async () => {
      const seen = await loadServer(name, range);
      setKept(seen);
      return seen;
    },
    { everyMs: EVERY_MS, key: range, keep: `server ${name}` },
  );
  const [open, setOpen] = useState<'address' | 'delete'>();
  const close = (): void => setOpen(undefined);
  // Another range is on its way: until it is there, the last one stays, so that nothing jumps.
  const seen = live.data ?? (live.error === undefined ? kept : undefined);
  const server = seen?.server;
  const pause = async (): Promise<void> => {
    await api('PUT /servers/{name}', { params: { name }, body: { paused: !server?.paused } });
    notify(server?.paused ? `${name} is pinged again.` : `${name} is not pinged until you resume it.`);
    await live.refresh();
  };
  return (
    <View
      title={name}
      up={{ to: ['servers'], name: 'Servers' }}
      beside={
        <>
          {server && <ServerState server={server} />}
          <Freshness live={live} />
        </>
      }
      actions={
        server && (
          <>
            <Button onClick={() => setOpen('address')}>Edit</Button>
            <Act run={pause}>{server.paused ? 'Resume' : 'Pause'}</Act>
            <Button look="danger" onClick={() => setOpen('delete')}>
              Delete
            </Button>
          </>
        )
      }
    >
      <Loaded live={{ ...live, data: seen }} what={name}>
        {(found) =>
          found.history.pings.length > 0 || found.history.range !== 'hour' || found.server.last_ping_at !== null ? (
            <ServerBody seen={found} />
          ) : (
            <>
              <Facts>
                <DeviceOf name={found.server.name} />
              </Facts>
              <Empty title="Not pinged yet">
                <p>
                  {found.server.paused
                    ? 'It is paused. Resume it, and the next sweep pings it.'
                    : 'The next sweep pings it; by default that is within a minute. npm run sweep does it at once.'}
                </p>
              </Empty>
            </>
          )
        }
      </Loaded>
      {open === 'address' && server && (
        <EditServer server={server} onClose={close} onDone={() => void live.refresh()} />
      )}
      {open === 'delete' && (
        <Confirm
          title={`Delete ${name}?`}
          action="Delete server"
          onClose={close}
          run={async () => {
            await api('DELETE /', { body: { server: name } });
            notify(`${name} is deleted.`);
            goTo(['servers']);
          }}
        >
          It is pinged no more, and its history is deleted with it.
        </Confirm>
      )}
    </View>
  );
};
