import { dateTime, milliseconds } from '../core/format.ts';
import type { Exec } from '../core/model.ts';

/** What is kept of a call to somebody outside: of an exec call, or of a message to a webhook. */
type Kept = Pick<Exec, 'id' | 'error' | 'next_attempt_at' | 'attempts' | 'tries'>;

const outcome = ({ http_status, error }: Kept['tries'][number]): string =>
  error ?? (http_status === null ? 'no answer' : `answered ${http_status}`);

/** Why a call failed, when it is tried next, and each of its attempts. */
export const Attempts = ({ call: { id, error, next_attempt_at, attempts, tries } }: { call: Kept }) => (
  <>
    {error && <p class="exec-error">{error}</p>}
    {next_attempt_at && attempts > 0 && <p class="sub">Next attempt about {dateTime(next_attempt_at)}</p>}
    <ol class="lines tries">
      {tries.map((attempt, i) => (
        <li key={attempt.at}>
          <span class="number">{i + 1}.</span>
          <time dateTime={attempt.at}>{dateTime(attempt.at)}</time>
          <span>{outcome(attempt)}</span>
          <span class="sub">{milliseconds(attempt.duration_ms)}</span>
        </li>
      ))}
    </ol>
    <p class="sub id">{id}</p>
  </>
);
