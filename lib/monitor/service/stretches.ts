import { log } from '#lib/core/log';
import { readStretches, saveStretches } from '../repository/stretches.ts';
import { cutAnew, type Stretch } from '../stretches.ts';

/** One name of so many is looked at: of a million servers that is little to remember. */
const EVERY = 25;

const STRETCH_SERVERS = 500;

/** Shorter lists are not cut: reading the whole of one for each part costs little. */
const LEAST_SERVERS = 10_000;

const isSame = (a: readonly Stretch[], b: readonly Stretch[]): boolean =>
  a.length === b.length && a.every(({ begin, number }, i) => begin === b[i]?.begin && number === b[i]?.number);

/** Keeps the stretches of the list as it has become, while somebody reads all of it. */
export class ListMeasure {
  readonly #names: string[] = [];
  #count = 0;

  /** The next server of the list. */
  see(name: string): void {
    if (this.#count % EVERY === 0) this.#names.push(name);
    this.#count += 1;
  }

  /** Cuts a long list anew where that is needed. Nothing that depends on it is lost when it fails, and it does not throw. */
  async keep(): Promise<void> {
    if (this.#count <= LEAST_SERVERS) return;
    try {
      const { stretches, cuts } = await readStretches();
      const anew = cutAnew(stretches, this.#names, STRETCH_SERVERS / EVERY);
      if (!isSame(anew, stretches)) await saveStretches({ stretches: anew, cuts });
    } catch (error) {
      log.warn('The list of servers is not cut anew; the next sweep tries again', { error: error as Error });
    }
  }
}
