import { signal } from '@preact/signals';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { counted } from '../core/format.ts';
import type { Option } from './actions.ts';
import { readVerb } from './actions.ts';
import { type Found, useOptions } from './use-options.ts';

export const searching = signal(false);

const inGroups = (options: readonly Option[]): [string, Option[]][] => {
  const groups = new Map<string, Option[]>();
  for (const option of options) groups.set(option.group, [...(groups.get(option.group) ?? []), option]);
  return [...groups];
};

const saying = ({ options, of, error }: Found): string => {
  if (error !== undefined) return error;
  if (options.length > 0) return of.trim() === '' ? '' : counted(options.length, 'result');
  const verb = readVerb(of);
  if (verb?.rest === '') return `Type the beginning of ${verb.verb.what}.`;
  return `Nothing begins with ${verb?.rest ?? of.trim()}.`;
};

interface ListProps {
  id: string;
  options: readonly Option[];
  chosen: number;
  onChoose: (option: Option) => void;
}

const List = ({ id, options, chosen, onChoose }: ListProps) => (
  <div id={id} role="listbox" aria-label="Results" class="found">
    {inGroups(options).map(([group, members]) => (
      // biome-ignore lint/a11y/useSemanticElements: a group of options in a listbox has no element of its own
      <div key={group} role="group" aria-label={group} class="found-group">
        <div class="found-title" aria-hidden="true">
          {group}
        </div>
        {members.map((option) => {
          const place = options.indexOf(option);
          return (
            // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field, which names the chosen one
            // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the field's
            <div
              key={option.key}
              id={`${id}-${place}`}
              role="option"
              aria-selected={place === chosen}
              class="found-option"
              onClick={() => onChoose(option)}
            >
              {option.text}
            </div>
          );
        })}
      </div>
    ))}
  </div>
);

const Palette = ({ onClose }: { onClose: () => void }) => {
  const id = useId();
  const box = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const found = useOptions(text, onClose);
  // What is drawn is what is chosen from: groups keep together.
  const options = inGroups(found.options).flatMap(([, members]) => members);
  const current = Math.min(chosen, options.length - 1);

  // At once: who types on must not lose a letter.
  useLayoutEffect(() => {
    const dialog = box.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  useEffect(() => {
    document.getElementById(`${id}-${current}`)?.scrollIntoView({ block: 'nearest' });
  }, [current, found]);

  const run = (option: Option | undefined): void => {
    // What was found for another text is not what is meant.
    if (!option || found.of !== text) return;
    onClose();
    option.run();
  };
  const move = (by: number): void => {
    if (options.length > 0) setChosen((current + by + options.length) % options.length);
  };
  const press = (event: KeyboardEvent): void => {
    const steps: Record<string, () => void> = {
      ArrowDown: () => move(1),
      ArrowUp: () => move(-1),
      Enter: () => run(options[current]),
    };
    const step = steps[event.key];
    if (!step || event.isComposing) return;
    event.preventDefault();
    step();
  };

  return (
    <dialog ref={box} class="dialog palette" aria-label="Find everything" onClose={onClose} closedby="any">
      <input
        type="text"
        role="combobox"
        class="palette-field"
        aria-label="Find everything"
        aria-expanded={options.length > 0}
        aria-controls={id}
        aria-autocomplete="list"
        aria-activedescendant={options.length > 0 ? `${id}-${current}` : undefined}
        placeholder="Name, address, MAC, owner or tag; or what to do: allocate in rack-1"
        autocomplete="off"
        spellcheck={false}
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setChosen(0);
        }}
        onKeyDown={press}
      />
      <List id={id} options={options} chosen={current} onChoose={run} />
      <p class="palette-foot">
        <span role="status">{saying(found)}</span>
        <span class="palette-keys">
          <kbd>↑</kbd> <kbd>↓</kbd> choose, <kbd>Enter</kbd> opens, <kbd>Esc</kbd> closes
        </span>
      </p>
    </dialog>
  );
};

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** `/` outside of fields, and Ctrl-K everywhere, open the search; not over another dialog. */
export const Search = () => {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const { key, ctrlKey, metaKey, altKey } = event;
      const asked = (ctrlKey || metaKey) && !altKey ? key.toLowerCase() === 'k' : key === '/' && !isField(event.target);
      if (!asked || document.querySelector('dialog[open]')) return;
      event.preventDefault();
      searching.value = true;
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
  if (!searching.value) return null;
  return (
    <Palette
      onClose={() => {
        searching.value = false;
      }}
    />
  );
};
