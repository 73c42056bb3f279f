import { api } from '../core/api.ts';
import type { Hit } from '../core/model.ts';
import { goTo } from '../core/route.ts';
import { actionsFor, type Option, readVerb, VERBS, type Verb } from './actions.ts';

const GROUPS: Record<Hit['kind'], string> = {
  server: 'Servers',
  device: 'Devices',
  pool: 'Pools',
  address: 'Addresses',
  machine: 'Machines',
  cluster: 'Clusters',
};

const open = ({ kind, id, text, href }: Hit): void => {
  if (kind === 'server') goTo(['servers', id]);
  if (kind === 'device') goTo(['fleet', id]);
  if (kind === 'pool') goTo(['pools', id]);
  if (kind === 'machine') goTo(['machines', id]);
  if (kind === 'cluster') goTo(['machines'], { cluster: text });
  const pool = /\/api\/pools\/([^/]+)\//.exec(href)?.[1];
  if (kind === 'address' && pool !== undefined) goTo(['pools', decodeURIComponent(pool)], { at: text.split(' ')[0] });
};

const hitOption = (hit: Hit): Option => ({
  key: `${hit.kind} ${hit.id}`,
  group: GROUPS[hit.kind],
  text: hit.text,
  run: () => open(hit),
});

const verbOption = (verb: Verb, id: string, shown = id): Option => ({
  key: `${verb.words[0]} ${id}`,
  group: 'Actions',
  text: verb.text(shown),
  run: () => verb.run(id),
});

/** What is offered to do with what was found, beside going there. */
const OFFERED = 3;
const OFFERED_FOR: ReadonlySet<Hit['kind']> = new Set(['pool']);

const search = async (q: string, signal: AbortSignal): Promise<Hit[]> => {
  if (q.trim() === '') return [];
  return (await api('GET /search', { query: { q: q.slice(0, 200) }, signal })).items;
};

/** Without a name there are the first pools to choose from. */
const firstPools = async (signal: AbortSignal): Promise<string[]> =>
  (await api('GET /api/pools', { query: { fields: 'head', limit: 10 }, signal })).items.map(({ id }) => id);

/** What a line of text stands for: things that have it, and what can be done, the most likely first. */
export const optionsFor = async (text: string, signal: AbortSignal): Promise<Option[]> => {
  const meant = readVerb(text);
  if (meant) {
    const { verb, rest } = meant;
    if (rest === '' && verb.kind === 'pool') return (await firstPools(signal)).map((id) => verbOption(verb, id));
    const hits = (await search(rest, signal)).filter(({ kind }) => kind === verb.kind);
    return hits.map(({ kind, id, text: found }) => verbOption(verb, id, kind === 'device' ? found : id));
  }
  const hits = await search(text, signal);
  const offers = hits
    .filter(({ kind }) => OFFERED_FOR.has(kind))
    .slice(0, OFFERED)
    .flatMap(({ kind, id }) => VERBS.filter((verb) => verb.kind === kind).map((verb) => verbOption(verb, id)));
  return [...hits.map(hitOption), ...offers, ...actionsFor(text)];
};
