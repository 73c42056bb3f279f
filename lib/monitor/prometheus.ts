import type { ServerState, Sweep } from './model.ts';

export interface Measured {
  name: string;
  ip: string;
  paused: boolean;
  state: ServerState;
}

const escaped = (text: string): string => text.replace(/[\\"\n]/g, (sign) => (sign === '\n' ? '\\n' : `\\${sign}`));

const labels = ({ name, ip }: Measured): string => `{server="${escaped(name)}",ip="${escaped(ip)}"}`;

const inSeconds = (ms: number): number => Number((ms / 1000).toPrecision(12));

interface Family {
  name: string;
  type: 'gauge' | 'counter';
  help: string;
  /** undefined: there is nothing to say of this server. */
  of: (server: Measured) => number | undefined;
}

const FAMILIES: readonly Family[] = [
  {
    name: 'muster_server_up',
    type: 'gauge',
    help: '1 when the server is UP, 0 when it is DOWN; absent while it is UNKNOWN.',
    of: ({ state }) => (state.status === 'UNKNOWN' ? undefined : Number(state.status === 'UP')),
  },
  {
    name: 'muster_server_paused',
    type: 'gauge',
    help: '1 while the server is not probed.',
    of: ({ paused }) => Number(paused),
  },
  {
    name: 'muster_server_ping_last_seconds',
    type: 'gauge',
    help: 'Average answer time of the last sweep; absent when it got no answer.',
    of: ({ state }) => (state.lastMs === null ? undefined : inSeconds(state.lastMs)),
  },
  {
    name: 'muster_server_ping_average_seconds',
    type: 'gauge',
    help: 'Average answer time of all sweeps since the server was added.',
    of: ({ state }) => (state.answers === 0 ? undefined : inSeconds(state.totalMs / state.answers)),
  },
  {
    name: 'muster_server_ping_answers_total',
    type: 'counter',
    help: 'Probes that were answered.',
    of: ({ state }) => state.answers,
  },
  {
    name: 'muster_server_ping_answer_seconds_total',
    type: 'counter',
    help: 'Time of all answers; by the answers it gives the average of any stretch of time.',
    of: ({ state }) => inSeconds(state.totalMs),
  },
  {
    name: 'muster_server_certificate_days',
    type: 'gauge',
    help: "Whole days until the server's certificate ends; absent where no https probe has seen one.",
    of: ({ state }) => state.certificateDays,
  },
  {
    name: 'muster_server_loss_ratio',
    type: 'gauge',
    help: 'Part of the last probes that got no answer.',
    of: ({ state }) => state.loss ?? undefined,
  },
];

const heading = (name: string, type: string, help: string): string[] => [
  `# HELP ${name} ${help}`,
  `# TYPE ${name} ${type}`,
];

const single = (name: string, help: string, value: number | null | undefined): string[] =>
  value === null || value === undefined ? [] : [...heading(name, 'gauge', help), `${name} ${value}`];

const ofSweep = (sweep: Sweep | undefined): string[] => [
  ...single(
    'muster_sweep_lag_seconds',
    'How long after its scheduled time the last sweep began.',
    sweep && inSeconds(sweep.lag_ms),
  ),
  ...single(
    'muster_sweep_duration_seconds',
    'How long the last sweep took; absent while it runs.',
    sweep?.duration_ms === null ? null : sweep && inSeconds(sweep.duration_ms),
  ),
  ...single('muster_sweep_servers', 'Servers of the last sweep.', sweep?.servers),
  ...single(
    'muster_sweep_start_time_seconds',
    'When the last sweep began, in seconds since 1970.',
    sweep && Date.parse(sweep.started_at) / 1000,
  ),
];

/** State and times of servers in Prometheus' text format, version 0.0.4: servers are added one by one, and not kept. */
export class MetricsText {
  readonly #families = FAMILIES.map((family) => ({ ...family, lines: heading(family.name, family.type, family.help) }));

  add(server: Measured): void {
    for (const { name, of, lines } of this.#families) {
      const value = of(server);
      if (value !== undefined) lines.push(`${name}${labels(server)} ${value}`);
    }
  }

  end(sweep: Sweep | undefined): string {
    return [...this.#families.flatMap(({ lines }) => lines), ...ofSweep(sweep), ''].join('\n');
  }
}
