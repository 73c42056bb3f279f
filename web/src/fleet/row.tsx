import type { Place } from '../components/rows.tsx';
import { milliseconds } from '../core/format.ts';
import type { FleetDevice } from '../core/model.ts';
import { href } from '../core/route.ts';
import { StateBadge } from '../machines/state.tsx';
import { Spark } from '../servers/spark.tsx';
import { ServerState } from '../servers/state.tsx';
import { Marks } from './marks.tsx';
import { StateOf } from './state.tsx';

/** How long its server took to answer; where it did not, that. */
const Ping = ({ server }: { server: NonNullable<FleetDevice['server']> }) =>
  server.status === 'UP' ? (
    <span class="number">{milliseconds(server.last_ping_ms)}</span>
  ) : (
    <ServerState server={server} />
  );

/** A device in a row: what it is called, where it is, how far it came, whether it answers, and what its machine does. */
export const FleetRow = ({ device, place }: { device: FleetDevice; place: Place }) => {
  const { id, name, ip, address, server, machine } = device;
  return (
    <li class="row fleet-row linked" {...place}>
      <div class="cell-name">
        <a href={href(['fleet', id])}>{name || id}</a>
        {name && <span class="sub">{id}</span>}
      </div>
      <div class="cell-ip">
        {address?.ip_address ?? ip}
        {address && <span class="sub">{address.pool}</span>}
      </div>
      <div class="cell-marks">
        <Marks device={device} />
      </div>
      <div class="cell-state">
        <StateOf device={device} />
      </div>
      <div class="cell-spark">
        {server && <Spark name={server.name} />}
        {server && <Ping server={server} />}
      </div>
      <div class="cell-machine">
        {machine && (
          <>
            <span class="unseen">Machine </span>
            <StateBadge state={machine.state} />
          </>
        )}
      </div>
    </li>
  );
};
