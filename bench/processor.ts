import { readFileSync } from 'node:fs';

const TICKS_A_SECOND = 100;

const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};

/** Fields of /proc/{pid}/stat behind the name, which may have spaces: the 12th and 13th are user and system time. */
const secondsOf = (pid: string): number => {
  const fields = textOf(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS_A_SECOND;
};

/**
 * Processor time that the programs which this process has started and which still run have used, in seconds: of a stack,
 * its functions and its engine. It says more than the clock where others use the machine as well. Linux alone tells it.
 */
export const processorSeconds = (): number =>
  textOf(`/proc/${process.pid}/task/${process.pid}/children`)
    .split(' ')
    .filter(Boolean)
    .reduce((sum, pid) => sum + secondsOf(pid), 0);
