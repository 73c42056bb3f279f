import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** As V8 gives it to who asks for it by a flag. */
type Collect = (how: { type: 'major'; flavor: 'last-resort' }) => void;

/**
 * Gives back to the machine what starting has left behind. V8 collects garbage when it needs room, which a process at rest
 * does not; of the one that runs the functions it is 100 MB of 340.
 */
export const tidyMemory = (): void => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as Collect;
  collect({ type: 'major', flavor: 'last-resort' });
};
