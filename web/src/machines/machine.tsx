import { useState } from 'preact/hooks';
import { Act, Button } from '../components/button.tsx';
import { Confirm } from '../components/dialog.tsx';
import { Fact, Facts } from '../components/facts.tsx';
import { Freshness, Loaded, View } from '../components/view.tsx';
import { api } from '../core/api.ts';
import { ago, dateTime } from '../core/format.ts';
import { goTo } from '../core/route.ts';
import { notify } from '../core/toasts.ts';
import { now, usePolling } from '../core/use-polling.ts';
import { DeviceFact } from '../fleet/device-fact.tsx';
import { STATES_FOR } from './allowed.ts';
import { EditMachine } from './forms.tsx';
import { loadRegions } from './load.ts';
import { operate } from './operate.tsx';
import { inWords, OPERATIONS, StateBadge } from './state.tsx';

const EVERY_MS = 2000;

export const MachineView = ({ id }: { id: string }) => {
  const live = usePolling(
    async () => {
      const [machine, regions] = await Promise.all([
        api('GET /api/v1/machines/{id}', { params: { id } }),
        loadRegions(),
      ]);
      if (!machine) throw new Error('The machine was not sent.');
      const region = regions.find(([code]) => code === machine.region_code)?.[1] ?? machine.region_code;
      return { machine, region };
    },
    { everyMs: EVERY_MS, keep: `machine ${id}` },
  );
  const [open, setOpen] = useState<'edit' | 'delete' | 'terminate'>();
  const close = (): void => setOpen(undefined);
  const { machine } = live.data ?? {};
  return (
    <View
      title={machine?.name ?? 'Machine'}
      up={{ to: ['machines'], name: 'Machines' }}
      beside={
        <>
          {machine && <StateBadge state={machine.state} />}
          <Freshness live={live} />
        </>
      }
      actions={
        machine && (
          <>
            {OPERATIONS.filter((each) => each !== 'TERMINATE').map((each) => (
              <Act
                key={each}
                disabled={!STATES_FOR[each]?.includes(machine.state)}
                run={async () => {
                  await operate(machine, each);
                  await live.refresh();
                }}
              >
                {inWords(each)}
              </Act>
            ))}
            <Button
              look="danger"
              disabled={!STATES_FOR.TERMINATE?.includes(machine.state)}
              onClick={() => setOpen('terminate')}
            >
              Terminate
            </Button>
            <Button onClick={() => setOpen('edit')}>Edit</Button>
            <Button look="danger" onClick={() => setOpen('delete')}>
              Delete
            </Button>
          </>
        )
      }
    >
      <Loaded live={live} what="the machine">
        {({ region, machine: { name, cluster_name, ipv4, ipv6, tags, operations, created_at } }) => (
          <>
            <Facts>
              <Fact name="Cluster" sub={region}>
                {cluster_name}
              </Fact>
              <Fact name="Address" sub={ipv6}>
                {ipv4}
              </Fact>
              <Fact name="Created" sub={dateTime(created_at)}>
                {ago(created_at, now.value)}
              </Fact>
              <DeviceFact name={name} isGiven={(device) => device.machine?.id === id} />
            </Facts>
            <section class="card">
              <h2>Tags</h2>
              {tags.length === 0 && <p class="none">None. Edit the machine to give it some.</p>}
              <p class="tags">
                {tags.map((tag) => (
                  <span key={tag} class="tag">
                    {tag}
                  </span>
                ))}
              </p>
            </section>
            <section class="card">
              <h2>Operations</h2>
              {operations.length === 0 && <p class="none">None was run on it yet.</p>}
              <ol class="lines">
                {[...operations].reverse().map(({ type, performed_on }) => (
                  <li key={performed_on}>
                    <span class="strong">{inWords(type)}</span>
                    <time dateTime={performed_on}>{dateTime(performed_on)}</time>
                    <span class="sub">{ago(performed_on, now.value)}</span>
                  </li>
                ))}
              </ol>
            </section>
          </>
        )}
      </Loaded>
      {open === 'edit' && machine && (
        <EditMachine machine={machine} onClose={close} onDone={() => void live.refresh()} />
      )}
      {open === 'terminate' && machine && (
        <Confirm
          title={`Terminate ${machine.name}?`}
          action="Terminate"
          onClose={close}
          run={async () => {
            await operate(machine, 'TERMINATE');
            await live.refresh();
          }}
        >
          It never runs again.
        </Confirm>
      )}
      {open === 'delete' && machine && (
        <Confirm
          title={`Delete ${machine.name}?`}
          action="Delete machine"
          onClose={close}
          run={async () => {
            await api('DELETE /api/v1/machines/{id}', { params: { id } });
            notify(`${machine.name} is deleted.`);
            goTo(['machines']);
          }}
        >
          It must be stopped or terminated.
        </Confirm>
      )}
    </View>
  );
};
