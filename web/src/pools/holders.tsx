import { Rows } from '../components/rows.tsx';
import { counted, dateTime, span } from '../core/format.ts';
import type { Resource } from '../core/model.ts';
import { now } from '../core/use-polling.ts';
import { cellState } from './cells.ts';

interface Props {
  resources: readonly Resource[];
  onChoose: (resource: Resource) => void;
}

const untilWhen = ({ lease_until, cooling_until }: Resource): string => {
  if (cooling_until) return `cools down, ${span(Date.parse(cooling_until) - now.value)}`;
  return lease_until ? `until ${dateTime(lease_until)}` : '';
};

/** Who has which of the addresses that the map shows. */
export const Holders = ({ resources, onChoose }: Props) => {
  const held = resources.filter((resource) => cellState(resource) !== 'free');
  return (
    <section class="card holders" aria-label="Who has what">
      <h2>
        {held.length === 0
          ? 'Nobody has one of these addresses.'
          : `${counted(held.length, 'address', 'addresses')} taken`}
      </h2>
      {held.length > 0 && (
        <Rows
          look="holders-list"
          items={held}
          row={(resource, place) => (
            <li key={resource.id} class="row holder-row" {...place}>
              <button type="button" class="as-link" onClick={() => onChoose(resource)}>
                {resource.ip_address}
              </button>
              <span>{resource.owner ?? <span class="sub">–</span>}</span>
              <span class="sub">{untilWhen(resource)}</span>
            </li>
          )}
        />
      )}
    </section>
  );
};
