import { readFileSync } from 'node:fs';

const TICKS_A_SECOND = 100;

const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};

/** User and system time in fields of /proc/{pid}/stat behind the name, which may have spaces. */
const secondsIn = (pid: string, user: number): number => {
  const fields = textOf(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[user] ?? 0) + Number(fields[user + 1] ?? 0)) / TICKS_A_SECOND;
};

const secondsOf = (pid: string): number => secondsIn(pid, 11);

/** Processor time of the programs that this process has started and that have ended, in seconds. */
export const endedSeconds = (): number => secondsIn(String(process.pid), 13);

/**
 * Processor time that the programs which this process has started and which still run have used, in seconds: of a stack,
 * its functions and its engine. It says more than the clock where others use the machine as well. Linux alone tells it.
 */
export const processorSeconds = (): number =>
  textOf(`/proc/${process.pid}/task/${process.pid}/children`)
    .split(' ')
    .filter(Boolean)
    .reduce((sum, pid) => sum + secondsOf(pid), 0);
