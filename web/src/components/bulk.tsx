import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { messageOf } from '../core/failure.ts';
import { counted } from '../core/format.ts';
import { Badge } from './badge.tsx';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';

/** One of many: what it is called, and why it is refused, in the API's words. */
export interface Outcome {
  name: string;
  refused?: string | undefined;
}

export interface RunOptions {
  /** Aborted when the dialog is closed: what has not begun must not begin. */
  signal: AbortSignal;
  /** Tells what has become of some, where that is known before the end. */
  onProgress: (outcomes: readonly Outcome[]) => void;
}

interface BulkProps {
  /** The operation: `Stop`. */
  verb: string;
  /** What it is done to: `machine`. */
  noun: string;
  /** What the API says to a dry run. */
  preview: () => Promise<readonly Outcome[]>;
  run: (options: RunOptions) => Promise<readonly Outcome[]>;
  /** Tells whether anything was begun. */
  onClose: (begun: boolean) => void;
  /** What one must know before. */
  children?: ComponentChildren;
}

const List = ({ outcomes, done }: { outcomes: readonly Outcome[]; done: boolean }) => (
  <ul class="lines outcomes">
    {outcomes.map(({ name, refused }) => (
      <li key={name}>
        <Badge tone={refused ? 'bad' : done ? 'good' : 'idle'}>{refused ? 'Refused' : done ? 'Begun' : 'Ready'}</Badge>
        <span class="strong">{name}</span>
        {refused && <span class="why">{refused}</span>}
      </li>
    ))}
  </ul>
);

const ordered = (outcomes: readonly Outcome[]): Outcome[] => [
  ...outcomes.filter(({ refused }) => refused),
  ...outcomes.filter(({ refused }) => !refused),
];

type Stage = 'asking' | 'running' | 'done';

/** Asks before an operation on many: says what a dry run says, does it, and tells what became of each. */
export const Bulk = ({ verb, noun, preview, run, onClose: tell, children }: BulkProps) => {
  const [stage, setStage] = useState<Stage>('asking');
  const [planned, setPlanned] = useState<readonly Outcome[]>();
  const [outcomes, setOutcomes] = useState<readonly Outcome[]>([]);
  const [error, setError] = useState<string>();
  const stop = useRef(new AbortController());

  useEffect(() => {
    preview().then(setPlanned, (fault) => setError(messageOf(fault)));
    return () => stop.current.abort();
  }, []);

  // What was pressed is gone: the focus is on the words that say how it goes, and the next button follows them.
  const told = useRef<HTMLParagraphElement>(null);
  useLayoutEffect(() => {
    if (stage !== 'asking') told.current?.focus();
  }, [stage === 'asking']);

  const onClose = (): void => tell(stage !== 'asking');
  const possible = planned?.filter(({ refused }) => !refused).length ?? 0;
  const begin = async (): Promise<void> => {
    setStage('running');
    setError(undefined);
    try {
      setOutcomes(await run({ signal: stop.current.signal, onProgress: setOutcomes }));
    } catch (fault) {
      setError(messageOf(fault));
    }
    setStage('done');
  };

  const shown = ordered(stage === 'asking' ? (planned ?? []) : outcomes);
  const refused = shown.filter((outcome) => outcome.refused).length;
  const words = {
    asking: planned
      ? `${counted(possible, noun)} can${refused > 0 ? `, ${refused} cannot` : ''}.`
      : error
        ? ''
        : `Asking which ${noun}s can…`,
    running: `${shown.length} of ${possible} asked`,
    done: `${counted(shown.length - refused, noun)} begun, ${refused} refused.`,
  }[stage];

  return (
    <Dialog
      title={stage === 'asking' && planned ? `${verb} ${counted(possible, noun)}?` : `${verb} ${noun}s`}
      onClose={onClose}
    >
      {stage === 'asking' && children && <p>{children}</p>}
      {stage === 'running' && <progress max={possible} value={shown.length} aria-label="How many were asked" />}
      <p ref={told} role="status" tabIndex={-1}>
        {words}
      </p>
      {error && (
        <p class="notice bad" role="alert">
          {error}
        </p>
      )}
      <List outcomes={shown} done={stage !== 'asking'} />
      <div class="actions">
        {stage === 'asking' ? (
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button look="danger" disabled={possible === 0} onClick={() => void begin()}>
              {verb}
            </Button>
          </>
        ) : (
          <Button look="main" onClick={onClose}>
            {stage === 'done' ? 'Done' : 'Cancel the rest'}
          </Button>
        )}
      </div>
    </Dialog>
  );
};
