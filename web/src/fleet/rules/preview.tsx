import { useMemo } from 'preact/hooks';
import { Loaded } from '../../components/view.tsx';
import { api } from '../../core/api.ts';
import { count, counted } from '../../core/format.ts';
import type { Device, Rule } from '../../core/model.ts';
import { allPages } from '../../core/pages.ts';
import { href } from '../../core/route.ts';
import { usePolling } from '../../core/use-polling.ts';
import { type Draft, type Matched, wouldMatch } from './would-match.ts';

const EVERY_MS = 30_000;
const MOST = 5000;
const SHOWN = 40;

interface Known {
  devices: Device[];
  rules: Rule[];
}

const load = async (): Promise<Known> => {
  const [devices, rules] = await Promise.all([
    allPages((cursor) => api('GET /ztp/devices', { query: { limit: 1000, cursor } }), MOST),
    allPages((cursor) => api('GET /fleet/rules', { query: { cursor } })),
  ]);
  return { devices, rules };
};

const Line = ({ matched: { device, before } }: { matched: Matched }) => (
  <li>
    <a class="strong" href={href(['fleet', device.id])}>
      {device.name || device.id}
    </a>
    {device.name && <span class="sub">{device.id}</span>}
    <span class="sub">{device.ip}</span>
    {before !== undefined && (
      <span class="sub taken">
        the rule <a href={href(['rules', before])}>{before}</a> has it first
      </span>
    )}
  </li>
);

const inWords = (matched: readonly Matched[], { devices }: Known): string => {
  const known = devices.length >= MOST ? `the first ${count(MOST)} devices` : counted(devices.length, 'known device');
  const taken = matched.filter(({ before }) => before !== undefined).length;
  const told = matched.length === 0 ? `Matches none of ${known}.` : `Matches ${count(matched.length)} of ${known}.`;
  return taken > 0 ? `${told} Rules before it have ${count(taken)} of them.` : told;
};

const Result = ({ draft, known }: { draft: Draft; known: Known }) => {
  const matched = useMemo(() => wouldMatch(draft, known.devices, known.rules), [JSON.stringify(draft), known]);
  return (
    <>
      <p role="status">{inWords(matched, known)}</p>
      <ul class="lines">
        {matched.slice(0, SHOWN).map((each) => (
          <Line key={each.device.id} matched={each} />
        ))}
      </ul>
      {matched.length > SHOWN && <p class="none">and {count(matched.length - SHOWN)} more</p>}
    </>
  );
};

/** Which of the known devices the rule would match, as it stands in the form at this moment. */
export const Preview = ({ draft }: { draft: Draft }) => {
  const live = usePolling(load, { everyMs: EVERY_MS });
  return (
    <section class="card preview" aria-label="Devices that it would match">
      <h2>Would match</h2>
      <Loaded live={live} what="devices">
        {(known) => <Result draft={draft} known={known} />}
      </Loaded>
    </section>
  );
};
