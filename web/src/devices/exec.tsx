import { Attempts } from '../components/attempts.tsx';
import { Badge, type Tone } from '../components/badge.tsx';
import { dateTime } from '../core/format.ts';
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

/** An exec call with each of its attempts. */
const ExecCall = ({ exec }: { exec: Exec }) => (
  <li class="exec">
    <div class="exec-head">
      <ExecState exec={exec} />
      <span>
        for the registration of <time dateTime={exec.registered_at}>{dateTime(exec.registered_at)}</time> at {exec.ip}
      </span>
    </div>
    <Attempts call={exec} />
  </li>
);

/** Exec calls of a device, newest first. */
export const ExecCalls = ({ execs }: { execs: readonly Exec[] }) => (
  <>
    {execs.length === 0 && <p class="none">None is known (any more).</p>}
    <ul class="execs">
      {execs.map((exec) => (
        <ExecCall key={exec.id} exec={exec} />
      ))}
    </ul>
  </>
);
