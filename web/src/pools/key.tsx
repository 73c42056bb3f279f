/** What the cells of a map mean: each state has a shape of its own beside its colour. */
export const Key = () => (
  <p class="legend">
    {(
      [
        ['free', 'Free'],
        ['allocated', 'Allocated'],
        ['cooling', 'Cooling down'],
      ] as const
    ).map(([state, word]) => (
      <span key={state} class="key-cell">
        <span class={`cell ${state}`} aria-hidden="true" /> {word}
      </span>
    ))}
  </p>
);
