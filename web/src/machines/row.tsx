import type { Place } from '../components/rows.tsx';
import { Check } from '../components/selection.tsx';
import { Tags } from '../components/tags.tsx';
import type { Machine } from '../core/model.ts';
import { href, setQuery } from '../core/route.ts';
import type { Selection } from '../core/use-selection.ts';
import { StateBadge } from './state.tsx';

interface RowProps {
  machine: Machine;
  place: Place;
  selection: Selection;
}

export const MachineRow = ({ machine, place, selection }: RowProps) => (
  <li class="row machine-row linked" {...place}>
    <Check selection={selection} of={machine.id} name={machine.name} />
    <div class="cell-name">
      <a href={href(['machines', machine.id])}>{machine.name}</a>
    </div>
    <div class="cell-state">
      <StateBadge state={machine.state} />
    </div>
    <div class="cell-cluster">{machine.cluster_name}</div>
    <div class="cell-ip">
      {machine.ipv4}
      <span class="sub">{machine.ipv6}</span>
    </div>
    <div class="cell-tags">
      <Tags tags={machine.tags} onPick={(tag) => setQuery({ tag })} />
    </div>
  </li>
);
