import type { ComponentChildren } from 'preact';
import { counted } from '../core/format.ts';
import type { Selection } from '../core/use-selection.ts';

interface CheckProps {
  selection: Selection;
  /** The key of the entry, and what it is called. */
  of: string;
  name: string;
}

/** Chooses an entry of a list; with the shift key, all from the one that was chosen before. */
export const Check = ({ selection, of, name }: CheckProps) => (
  <input
    type="checkbox"
    aria-label={`Choose ${name}`}
    checked={selection.chosen.has(of)}
    onClick={(event) => selection.toggle(of, event.currentTarget.checked, event.shiftKey)}
  />
);

interface BarProps {
  selection: Selection;
  /** The keys of all entries that are loaded. */
  keys: readonly string[];
  noun: string;
  /** Whether there are entries that are not loaded: those are not chosen with "all". */
  complete: boolean;
  children: ComponentChildren;
}

/** How many are chosen, and what can be done to them. */
export const SelectionBar = ({ selection, keys, noun, complete, children }: BarProps) => {
  const chosen = keys.filter((key) => selection.chosen.has(key)).length;
  const all = complete ? `All ${counted(keys.length, noun)}` : `The ${counted(keys.length, noun)} loaded`;
  return (
    <div class="selection">
      <label class="choose-all">
        <input
          type="checkbox"
          checked={chosen > 0 && chosen === keys.length}
          ref={(box) => {
            if (box) box.indeterminate = chosen > 0 && chosen < keys.length;
          }}
          onChange={(event) => selection.choose(keys, event.currentTarget.checked)}
        />
        {chosen > 0 ? `${counted(chosen, noun)} chosen` : all}
      </label>
      <div class="operations">{children}</div>
    </div>
  );
};
