interface ChoiceProps {
  legend: string;
  options: readonly (readonly [value: string, shown: string])[];
  chosen: string;
  onChoose: (value: string) => void;
}

/** A few ways to look at the same, of which one is on. */
export const Choice = ({ legend, options, chosen, onChoose }: ChoiceProps) => (
  <fieldset class="choice">
    <legend class="unseen">{legend}</legend>
    {options.map(([value, shown]) => (
      <button key={value} type="button" aria-pressed={value === chosen} onClick={() => onChoose(value)}>
        {shown}
      </button>
    ))}
  </fieldset>
);

interface FinderProps {
  label: string;
  value: string;
  onInput: (value: string) => void;
}

export const Finder = ({ label, value, onInput }: FinderProps) => (
  <input
    class="finder"
    type="search"
    aria-label={label}
    placeholder={label}
    value={value}
    onInput={(event) => onInput(event.currentTarget.value)}
  />
);
