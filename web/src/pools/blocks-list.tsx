import { Rows } from '../components/rows.tsx';
import type { BlockUse } from '../core/model.ts';
import { shareOf } from './fullness.ts';
import { UseBar, UseWords } from './use-bar.tsx';

interface Props {
  blocks: readonly BlockUse[];
  onOpen: (prefix: string) => void;
}

/** The parts that are in use, the fullest first. */
export const BlocksList = ({ blocks, onOpen }: Props) => {
  const used = blocks
    .filter((block) => Number(block.allocated) > 0 || block.cooling > 0)
    .sort((a, b) => shareOf(b) - shareOf(a));
  return (
    <section class="card holders" aria-label="Parts in use">
      <h2>{used.length === 0 ? 'Nothing is allocated here.' : 'In use, the fullest first'}</h2>
      {used.length === 0 && <p class="sub">Choose a part to look into it.</p>}
      {used.length > 0 && (
        <Rows
          look="blocks-list"
          items={used}
          row={(block, place) => (
            <li key={block.prefix} class="row pool-row" {...place}>
              <button type="button" class="as-link" onClick={() => onOpen(block.prefix)}>
                {block.prefix}
              </button>
              <div class="cell-use">
                <UseBar use={{ ...block, released: Number(block.total) - Number(block.allocated) }} />
                <UseWords use={{ ...block, released: Number(block.total) - Number(block.allocated) }} />
              </div>
            </li>
          )}
        />
      )}
    </section>
  );
};
