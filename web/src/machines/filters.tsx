import { Finder } from '../components/choice.tsx';
import { TagChosen } from '../components/tags.tsx';
import type { MachineState } from '../core/model.ts';
import { route, setQuery } from '../core/route.ts';
import type { Clusters, Filter } from './load.ts';
import { inWords, STATES } from './state.tsx';

interface PickProps {
  name: string;
  label: string;
  options: readonly (readonly [string, string])[];
}

const Pick = ({ name, label, options }: PickProps) => (
  <label class="pick">
    <span class="unseen">{label}</span>
    <select value={route.value.query[name] ?? ''} onChange={(event) => setQuery({ [name]: event.currentTarget.value })}>
      {[['', `${label}: all`] as const, ...options].map(([value, shown]) => (
        <option key={value} value={value}>
          {shown}
        </option>
      ))}
    </select>
  </label>
);

/** What the address of the view asks for. */
export const filterOf = ({ cluster, state, tag, find = '' }: Record<string, string>): Filter => ({
  cluster: cluster || undefined,
  state: STATES.find((each): each is MachineState => each === state),
  tag: tag || undefined,
  find: find.trim(),
});

export const Filters = ({ clusters: { clusters, regions }, filter }: { clusters: Clusters; filter: Filter }) => {
  const regionOf = (code: string): string => regions.find(([each]) => each === code)?.[1] ?? code;
  return (
    <div class="tools">
      <Pick
        name="cluster"
        label="Cluster"
        options={clusters.map(({ name, region_code }) => [name, `${name}, ${regionOf(region_code)}`])}
      />
      <Pick name="state" label="State" options={STATES.map((state) => [state, inWords(state)])} />
      {filter.tag && <TagChosen tag={filter.tag} onClear={() => setQuery({ tag: undefined })} />}
      <Finder
        label="Find by name or address"
        value={route.value.query.find ?? ''}
        onInput={(find) => setQuery({ find })}
      />
    </div>
  );
};
