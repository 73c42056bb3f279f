import { Ping, ServerState } from './model.ts';
import { rounded } from './summarise.ts';

/**
 * Results and states of many servers in one attribute: JSON column by column, so that like stands beside like, and
 * deflated (RFC 1951). A result takes some 15 bytes so, a state some 20.
 */
type Columns = Record<string, readonly unknown[]>;

/** Loaded with the first pack: most of what knows packs reads none. */
const zlib = () => process.getBuiltinModule('node:zlib');

const pack = (columns: Columns): Uint8Array => zlib().deflateRawSync(JSON.stringify(columns), { level: 9 });

const unpack = (bytes: Uint8Array): Columns => JSON.parse(zlib().inflateRawSync(bytes).toString()) as Columns;

/** The rows of columns; null is what is not there. */
const rowsOf = (columns: Columns): Record<string, unknown>[] => {
  const [first = []] = Object.values(columns);
  const entries = Object.entries(columns);
  return first.map((_, i) =>
    Object.fromEntries(entries.flatMap(([name, values]) => (values[i] === null ? [] : [[name, values[i]]]))),
  );
};

/** Columns of rows; one that has nothing anywhere is left out. */
const columnsOf = (names: readonly string[], rows: readonly Record<string, unknown>[]): Columns =>
  Object.fromEntries(
    names
      .map((name) => [name, rows.map((row) => row[name] ?? null)] as const)
      .filter(([, values]) => values.some((value) => value !== null)),
  );

/** In whole microseconds, and the smallest and largest as differences: short numbers, nothing lost. */
const micro = (ms: number): number => Math.round(ms * 1000);

const PING = ['key', 'a', 'n', 'x', 's', 'r', 'reason', 'http_status', 'certificate_days', 'maintenance'];

const asRow = (key: string | number, ping: Ping): Record<string, unknown> => {
  const { average_ms, min_ms, max_ms, sent: s, received: r, at: _, ...more } = ping;
  if (average_ms === null || min_ms === null || max_ms === null) return { key, s, r, ...more };
  const a = micro(average_ms);
  return { key, a, n: a - micro(min_ms), x: micro(max_ms) - a, s, r, ...more };
};

const asPing = (at: string, { key: _, a, n, x, s: sent, r: received, ...more }: Record<string, unknown>): Ping => {
  const [average, min, max] = [a, n, x].map(Number) as [number, number, number];
  const times =
    a === undefined
      ? { average_ms: null, min_ms: null, max_ms: null }
      : {
          average_ms: rounded(average / 1000),
          min_ms: rounded((average - min) / 1000),
          max_ms: rounded((average + max) / 1000),
        };
  return Ping.parse({ at, ...times, sent, received, ...more });
};

/** What a server is called within its group: the first half of the random part of its id. */
export const tagOf = (id: string): string => id.slice(0, 8);

/** The results of one sweep, by the servers' tags. */
export const packResults = (pings: ReadonlyMap<string, Ping>): Uint8Array =>
  pack(
    columnsOf(
      PING,
      [...pings].map(([tag, ping]) => asRow(tag, ping)),
    ),
  );

export const unpackResults = (at: string, bytes: Uint8Array): Map<string, Ping> =>
  new Map(rowsOf(unpack(bytes)).map((row) => [String(row.key), asPing(at, row)]));

/** The records of one server in one hour. */
export const packHour = (hour: string, pings: readonly Ping[]): Uint8Array => {
  const begin = Date.parse(hour);
  let last = begin;
  const rows = pings.map((ping) => {
    const key = Date.parse(ping.at) - last;
    last += key;
    return asRow(key, ping);
  });
  return pack(columnsOf(PING, rows));
};

export const unpackHour = (hour: string, bytes: Uint8Array): Ping[] => {
  let last = Date.parse(hour);
  return rowsOf(unpack(bytes)).map((row) => {
    last += Number(row.key);
    return asPing(new Date(last).toISOString(), row);
  });
};

const STATE = ['key', ...Object.keys(ServerState.shape)];

/** What is known of servers, by their tags. */
export const packStates = (states: ReadonlyMap<string, ServerState>): Uint8Array =>
  pack(
    columnsOf(
      STATE,
      [...states].map(([key, state]) => ({ key, ...state, totalMs: rounded(state.totalMs) })),
    ),
  );

export const unpackStates = (bytes: Uint8Array): Map<string, ServerState> =>
  new Map(
    rowsOf(unpack(bytes)).map(({ key, ...state }) => [
      String(key),
      ServerState.parse({ lastMs: null, loss: null, ...state }),
    ]),
  );
