import { EVENT_TYPES } from '#lib/events/types';
import { route, setQuery } from '../core/route.ts';

/** Types by their areas, in the order of the log's own list. */
const TYPES = EVENT_TYPES.reduce((areas, type) => {
  const area = type.split('.')[0] ?? '';
  return areas.set(area, [...(areas.get(area) ?? []), type]);
}, new Map<string, string[]>());

const TypePicker = ({ value, onPick }: { value: string; onPick: (type: string) => void }) => (
  <label class="filter">
    <span>Type</span>
    <select value={value} onChange={(event) => onPick(event.currentTarget.value)}>
      <option value="">All</option>
      {[...TYPES].map(([area, types]) => (
        <optgroup key={area} label={area}>
          <option value={`${area}.*`}>{area}: all</option>
          {types.map((type) => (
            <option key={type} value={type}>
              {type}
            </option>
          ))}
        </optgroup>
      ))}
    </select>
  </label>
);

/** A filter takes effect when it is done with: each letter of a name would be another question. */
const filterOf = (name: string) => ({
  value: route.value.query[name] ?? '',
  onChange: (event: Event) => setQuery({ [name]: (event.currentTarget as HTMLInputElement).value.trim() }),
});

const Words = ({ name, label }: { name: string; label: string }) => (
  <label class="filter">
    <span>{label}</span>
    <input type="search" spellcheck={false} autocomplete="off" {...filterOf(name)} />
  </label>
);

const Day = ({ name, label }: { name: string; label: string }) => (
  <label class="filter">
    <span>{label}</span>
    <input type="date" {...filterOf(name)} />
  </label>
);

export const EventFilters = () => (
  <search class="filters">
    <TypePicker value={route.value.query.type ?? ''} onPick={(type) => setQuery({ type })} />
    <Words name="subject" label="What it happened to" />
    <Words name="actor" label="Who did it" />
    <Day name="from" label="From" />
    <Day name="to" label="To" />
  </search>
);

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The days of the query as moments, by the reader's own clock: a day to its end. */
export const daysOf = ({ from = '', to = '' }: Record<string, string>): { from?: string; to?: string } => ({
  ...(DAY.test(from) && { from: new Date(`${from}T00:00:00`).toISOString() }),
  ...(DAY.test(to) && { to: new Date(`${to}T23:59:59.999`).toISOString() }),
});
