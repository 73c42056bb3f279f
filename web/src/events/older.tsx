import { useEffect } from 'preact/hooks';
import { Button } from '../components/button.tsx';
import { counted } from '../core/format.ts';
import type { Pages } from '../core/use-pages.ts';

interface Props {
  pages: Pages<unknown>;
  noun: string;
  nouns?: string;
}

/** Under a list that is shown whole: that there is more, and the way to it. */
export const Older = ({ pages, noun, nouns }: Props) => {
  const { items, complete, loading, more, seen } = pages;
  useEffect(() => seen(0, items.length - 1), [items]);
  if (complete || !pages.answered) return null;
  return (
    <p class="more">
      <span role="status">
        {counted(items.length, noun, nouns)}, {loading ? 'loading older ones…' : 'and there are older ones.'}
      </span>
      {!loading && <Button onClick={more}>Show older</Button>}
    </p>
  );
};
