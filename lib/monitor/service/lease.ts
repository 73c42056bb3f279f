import * as clock from '#lib/core/clock';
import { randomId } from '#lib/core/ids';
import * as sweeps from '../repository/sweeps.ts';
import { leaseMs } from '../schedule.ts';
import { paceOf } from './probe-batch.ts';

const ASK_AGAIN_MS = 250;

/** The right to sweep, as one invocation has it. */
export class Lease {
  readonly holder: string;
  readonly #now: () => Date;
  #until: Date;

  constructor(holder: string, until: Date, now: () => Date) {
    this.holder = holder;
    this.#until = until;
    this.#now = now;
  }

  /** ISO text. */
  get until(): string {
    return clock.iso(this.#until);
  }

  /**
   * Shows that the sweep is alive: where half of the time is over, there is all of it again.
   * @throws when the time was over, and another sweep has begun.
   */
  async keep(): Promise<void> {
    const [now, whole] = [this.#now(), leaseMs(paceOf())];
    if (now.getTime() < this.#until.getTime() - whole / 2) return;
    const until = clock.later(now, whole);
    if (!(await sweeps.extendLease(this.holder, until)))
      throw new Error('Another sweep has taken the place of this one');
    this.#until = until;
  }
}

/** Waits for the right to sweep: a sweep that runs late is let finish, and none overlaps another. */
export const lease = async (now: () => Date, patienceMs: number): Promise<Lease | undefined> => {
  const holder = randomId();
  for (const deadline = now().getTime() + patienceMs; ; await clock.sleep(ASK_AGAIN_MS)) {
    const at = now();
    const until = clock.later(at, leaseMs(paceOf()));
    if (await sweeps.takeLease(holder, at, until)) return new Lease(holder, until, now);
    if (now().getTime() >= deadline) return undefined;
  }
};
