interface SortHeadProps {
  label: string;
  /** What the list is sorted by for this column; without it the column does not sort. */
  by?: string;
  sorted: string;
  onSort: (by: string) => void;
}

/** The head of a column; where the API sorts by it, a button. */
export const SortHead = ({ label, by, sorted, onSort }: SortHeadProps) => {
  if (by === undefined) return <span aria-hidden="true">{label}</span>;
  const on = by === sorted;
  return (
    <span>
      <button
        type="button"
        class="sort"
        aria-pressed={on}
        aria-label={`Sort by ${label.toLowerCase()}`}
        onClick={() => onSort(by)}
      >
        {label}
        <span aria-hidden="true">{on ? ' ▾' : ''}</span>
      </button>
    </span>
  );
};
