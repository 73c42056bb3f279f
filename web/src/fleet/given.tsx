import { useState } from 'preact/hooks';
import { Act, Button } from '../components/button.tsx';
import { Confirm } from '../components/dialog.tsx';
import { api } from '../core/api.ts';
import { ago, milliseconds } from '../core/format.ts';
import type { FleetDevice, Operation, Server } from '../core/model.ts';
import { href } from '../core/route.ts';
import { notify } from '../core/toasts.ts';
import { now } from '../core/use-polling.ts';
import { STATES_FOR } from '../machines/allowed.ts';
import { operate } from '../machines/operate.tsx';
import { inWords, OPERATIONS, StateBadge } from '../machines/state.tsx';
import { Spark } from '../servers/spark.tsx';
import { ServerState } from '../servers/state.tsx';

interface ServerProps {
  server: Server;
  onChange: () => Promise<void>;
}

/** The server of a device: whether it answers, and whether it is asked. */
export const ServerCard = ({ server, onChange }: ServerProps) => {
  const { name, paused } = server;
  const pause = async (): Promise<void> => {
    await api('PUT /servers/{name}', { params: { name }, body: { paused: !paused } });
    notify(paused ? `${name} is probed again.` : `${name} is not probed until you resume it.`);
    await onChange();
  };
  return (
    <section class="card given">
      <h2>Monitoring</h2>
      <p class="given-line">
        <a class="strong" href={href(['servers', name])}>
          {name}
        </a>
        <ServerState server={server} />
        <span>{milliseconds(server.last_ping_ms)}</span>
        <span class="sub">{ago(server.last_ping_at, now.value)}</span>
      </p>
      {server.last_ping_at !== null && <Spark name={name} />}
      <div class="actions">
        <Act run={pause}>{paused ? 'Resume' : 'Pause'}</Act>
      </div>
    </section>
  );
};

const WARNINGS: Partial<Record<Operation, string>> = {
  STOP: 'What runs on it stops.',
  REBOOT: 'What runs on it is interrupted.',
  TERMINATE: 'It never runs again. To give its address back as well, retire the device instead.',
};

interface MachineProps {
  machine: NonNullable<FleetDevice['machine']>;
  onChange: () => Promise<void>;
}

/** The machine of a device, and what can be done with it in its state. */
export const MachineCard = ({ machine, onChange }: MachineProps) => {
  const [asked, setAsked] = useState<Operation>();
  const run = async (action: Operation): Promise<void> => {
    await operate(machine, action);
    notify(`${inWords(action)} of ${machine.name} is begun.`);
    await onChange();
  };
  return (
    <section class="card given">
      <h2>Machine</h2>
      <p class="given-line">
        <a class="strong" href={href(['machines', machine.id])}>
          {machine.name}
        </a>
        <StateBadge state={machine.state} />
        <span class="sub">cluster {machine.cluster_name}</span>
      </p>
      <div class="actions">
        {OPERATIONS.map((action) => {
          const disabled = !STATES_FOR[action]?.includes(machine.state);
          const look = action === 'TERMINATE' ? 'danger' : 'plain';
          return WARNINGS[action] ? (
            <Button key={action} look={look} disabled={disabled} onClick={() => setAsked(action)}>
              {inWords(action)}
            </Button>
          ) : (
            <Act key={action} disabled={disabled} run={() => run(action)}>
              {inWords(action)}
            </Act>
          );
        })}
      </div>
      {asked && (
        <Confirm
          title={`${inWords(asked)} ${machine.name}?`}
          action={inWords(asked)}
          onClose={() => setAsked(undefined)}
          run={() => run(asked)}
        >
          {WARNINGS[asked]}
        </Confirm>
      )}
    </section>
  );
};
