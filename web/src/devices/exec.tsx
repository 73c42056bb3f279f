import { Badge, type Tone } from '../components/badge.tsx';
import { dateTime, milliseconds } from '../core/format.ts';
import type { Device, Exec } from '../core/model.ts';

type Status = Exec['status'];

const WORDS: Record<Status, { tone: Tone; word: string }> = {
  SUCCEEDED: { tone: 'good', word: 'Succeeded' },
  PENDING: { tone: 'busy', word: 'Pending' },
  FAILED: { tone: 'bad', word: 'Failed' },
};

export const ExecState = ({ exec }: { exec: Device['exec'] }) => {
  if (exec === null) return <span class="sub">Long ago</span>;
  const { tone, word } = WORDS[exec.status];
  return <Badge tone={tone}>{word}</Badge>;
};

const outcome = ({ http_status, error }: Exec['tries'][number]): string =>
  error ?? (http_status === null ? 'no answer' : `answered ${http_status}`);

/** An exec call with each of its attempts. */
export const ExecCall = ({ exec }: { exec: Exec }) => (
  <li class="exec">
    <div class="exec-head">
      <ExecState exec={exec} />
      <span>
        for the registration of <time dateTime={exec.registered_at}>{dateTime(exec.registered_at)}</time> at {exec.ip}
      </span>
    </div>
    {exec.error && <p class="exec-error">{exec.error}</p>}
    {exec.next_attempt_at && exec.attempts > 0 && (
      <p class="sub">Next attempt about {dateTime(exec.next_attempt_at)}</p>
    )}
    <ol class="lines tries">
      {exec.tries.map((attempt, i) => (
        <li key={attempt.at}>
          <span class="number">{i + 1}.</span>
          <time dateTime={attempt.at}>{dateTime(attempt.at)}</time>
          <span>{outcome(attempt)}</span>
          <span class="sub">{milliseconds(attempt.duration_ms)}</span>
        </li>
      ))}
    </ol>
    <p class="sub id">{exec.id}</p>
  </li>
);
