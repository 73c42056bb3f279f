/** Tags of something; each leads to what else has it, where there is such a list. */
export const Tags = ({ tags, onPick }: { tags: readonly string[]; onPick?: (tag: string) => void }) => (
  <>
    {tags.map((tag) =>
      onPick ? (
        <button
          key={tag}
          type="button"
          class="tag"
          aria-label={`Only those with the tag ${tag}`}
          onClick={() => onPick(tag)}
        >
          {tag}
        </button>
      ) : (
        <span key={tag} class="tag">
          {tag}
        </span>
      ),
    )}
  </>
);

/** The tag that a list is narrowed down to, and the way back. */
export const TagChosen = ({ tag, onClear }: { tag: string; onClear: () => void }) => (
  <button type="button" class="tag" aria-pressed="true" aria-label={`Tag ${tag}; show all again`} onClick={onClear}>
    {tag} <span aria-hidden="true">×</span>
  </button>
);
