import { sleep } from '#lib/core/clock';
import { AppError } from '#lib/core/errors';
import * as monitor from '#lib/monitor/service';
import { given } from '#support/given';
import { one, pick } from './driver.ts';

const PAUSE_MS = 15;

/** Whether a call failed for want of an engine: what became of it nobody knows. */
const isTrouble = (error: unknown): boolean => error instanceof AppError && error.kind === 'unavailable';

/**
 * Servers that come, get other names and tags, rest, and go, while they are swept, the engine there or not. Keeps in mind
 * what was acknowledged. Each has an address of its own, which it never changes.
 */
export class WatchedServers {
  /** Addresses by the names that servers have for certain. */
  readonly there = new Map<string, string>();
  /** Names that no server has any more. */
  readonly gone = new Set<string>();
  readonly #most: number;
  #count = 0;
  #outages = 0;
  #isDisturbed = false;

  constructor(most: number) {
    this.#most = most;
  }

  /** Does something; where the engine was not there for it, these names are as good as unknown. */
  async #try(names: readonly string[], work: () => Promise<unknown>, done: () => void): Promise<void> {
    for (const name of names) this.there.delete(name);
    const [wasDisturbed, outages] = [this.#isDisturbed, this.#outages];
    try {
      await work();
      done();
    } catch (error) {
      // Said again by the client after its answer was lost, it finds what it has done itself.
      const isDisturbed = wasDisturbed || outages !== this.#outages;
      if (!isTrouble(error) && !(isDisturbed && error instanceof AppError)) throw error;
    }
  }

  /** The engine is away, or is there again. */
  disturb(isAway: boolean): void {
    this.#isDisturbed = isAway;
    if (isAway) this.#outages += 1;
  }

  add(): Promise<void> {
    if (this.there.size >= this.#most) return Promise.resolve();
    const name = given.name('server');
    this.#count += 1;
    const ip = `10.1.${this.#count >> 8}.${this.#count & 255}`;
    return this.#try(
      [name],
      () => monitor.add(name, ip),
      () => this.there.set(name, ip),
    );
  }

  #rename(name: string, ip: string): Promise<void> {
    const to = given.name('renamed');
    const done = () => {
      this.there.set(to, ip);
      this.gone.add(name);
    };
    return this.#try([name, to], () => monitor.rename(name, to), done);
  }

  #remove(name: string): Promise<void> {
    return this.#try(
      [name],
      () => monitor.remove(name),
      () => this.gone.add(name),
    );
  }

  #change(name: string, ip: string): Promise<void> {
    const changes = Math.random() < 0.5 ? { tags: [given.name('tag')] } : { paused: Math.random() < 0.3 };
    return this.#try(
      [name],
      () => monitor.update(name, changes),
      () => this.there.set(name, ip),
    );
  }

  #some(work: (name: string, ip: string) => Promise<void>): () => Promise<void> {
    return async () => {
      const [name, ip] = pick([...this.there]) ?? [];
      if (name !== undefined && ip !== undefined) await work.call(this, name, ip);
    };
  }

  /** Goes on until `isOver()`. */
  async churn(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      await one([
        [2, () => this.add()],
        [2, this.#some(this.#rename)],
        [1, this.#some(this.#remove)],
        [3, this.#some(this.#change)],
      ]);
      await sleep(Math.random() * PAUSE_MS);
    }
  }
}
