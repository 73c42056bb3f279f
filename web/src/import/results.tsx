import { useEffect, useRef } from 'preact/hooks';
import { Badge, type Tone } from '../components/badge.tsx';
import { useMore } from '../components/more.tsx';
import { count } from '../core/format.ts';
import type { ImportResult } from '../core/model.ts';

export type Result = ImportResult;
type Outcome = Result['items'][number];

const WORDS: Readonly<Record<Outcome['outcome'], { tone: Tone; done: string; planned: string }>> = {
  refused: { tone: 'bad', done: 'Refused', planned: 'Refused' },
  created: { tone: 'good', done: 'Created', planned: 'New' },
  updated: { tone: 'busy', done: 'Changed', planned: 'Changes' },
  unchanged: { tone: 'idle', done: 'The same', planned: 'The same' },
};

const ORDER = Object.keys(WORDS);

/** `2 created, 1 changed, 0 the same, 1 refused.` */
export const resultWords = ({ created, updated, unchanged, refused }: Result): string =>
  `${count(created)} created, ${count(updated)} changed, ${count(unchanged)} the same, ${count(refused)} refused.`;

const plannedWords = ({ created, updated, unchanged, refused }: Result): string =>
  `${count(created)} would be created, ${count(updated)} changed, ${count(unchanged)} stay the same, ${count(refused)} are refused. Nothing is changed yet.`;

/** What came of each line of a file, or what would come of it; what is refused comes first. */
export const Results = ({ result }: { result: Result }) => {
  const sorted = [...result.items].sort(
    (a, b) => ORDER.indexOf(a.outcome) - ORDER.indexOf(b.outcome) || a.line - b.line,
  );
  const { visible, more } = useMore(sorted);
  // The button that was pressed goes away with what it did: the focus is on the words that say so.
  const told = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (!result.dry_run) told.current?.focus();
  }, [result]);
  return (
    <section class="card" aria-label={result.dry_run ? 'What would be' : 'What was done'}>
      <p ref={told} role="status" tabIndex={-1}>
        {result.dry_run ? plannedWords(result) : resultWords(result)}
      </p>
      <table class="results">
        <thead>
          <tr>
            <th scope="col">Line</th>
            <th scope="col">Entry</th>
            <th scope="col">{result.dry_run ? 'Would be' : 'Outcome'}</th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          {visible.map(({ line, key, outcome, errors = [] }) => (
            <tr key={line}>
              <td class="number">{line}</td>
              <td>{key ?? ''}</td>
              <td>
                <Badge tone={WORDS[outcome].tone}>{WORDS[outcome][result.dry_run ? 'planned' : 'done']}</Badge>
              </td>
              <td>{errors.map(({ path, message }) => (path ? `${path} ${message}` : message)).join('; ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {more}
    </section>
  );
};
