import { coalesce } from '#lib/core/coalesce';
import { randomId } from '#lib/core/ids';
import * as repository from '../repository/resources.ts';

/** How many free resources are asked for at once, besides those that this process is trying already. */
const PAGE = 50;
/** For how long a resource that was free is still worth a try, in ms. */
const FRESH_MS = 2000;
const POOLS_REMEMBERED = 1000;

interface Known {
  ids: string[];
  readAtMs: number;
}

const shuffled = <T>(list: readonly T[]): T[] => {
  const deck = [...list];
  for (let i = deck.length - 1; i > 0; i -= 1) {
    const j = Math.floor(Math.random() * (i + 1));
    [deck[i], deck[j]] = [deck[j] as T, deck[i] as T];
  }
  return deck;
};

/**
 * Which resources are worth a try when any free one will do. One page of the free index from a random start serves many
 * calls of this process, each of which takes another resource: so callers do not run after the same one, and most calls
 * need no query. A hint is only ever a hint: the condition of the allocation decides.
 */
export class FreeCache {
  readonly #start: () => string;
  readonly #known = new Map<string, Known>();
  readonly #asking = new Map<string, Promise<boolean>>();
  readonly #recent = new Map<string, number>();
  readonly #inFlight = new Set<string>();

  /** `start`: where in the free index a page begins. */
  constructor({ start = randomId }: { start?: () => string } = {}) {
    this.#start = start;
  }

  /** The next resource to try, or undefined when the index knows no free one that nobody here is trying. */
  async take(pool: string, now: () => Date): Promise<string | undefined> {
    for (;;) {
      const known = this.#next(pool, now().getTime());
      if (known !== undefined) {
        if (this.#runsLow(pool)) this.#ask(pool, now).catch(() => {});
        return known;
      }
      // More callers may have waited for the page than it has room for: those ask again.
      if (!(await this.#ask(pool, now))) return undefined;
    }
  }

  /** Tries a resource; whoever chooses meanwhile chooses another. */
  async trying<T>(id: string, attempt: () => Promise<T>): Promise<T> {
    this.#inFlight.add(id);
    try {
      return await attempt();
    } finally {
      this.#inFlight.delete(id);
    }
  }

  /** A reading of the whole pool that began after this call; callers share it. */
  readonly collect = coalesce(repository.collect);

  /** One of these at random that no other call of this process is trying, or undefined. */
  choose<T extends { id: string }>(free: readonly T[]): T | undefined {
    const open = free.filter(({ id }) => !this.#inFlight.has(id));
    return open[Math.floor(Math.random() * open.length)];
  }

  /** Forgets what was known of a pool: it proved wrong. */
  forget(pool: string): void {
    this.#known.delete(pool);
  }

  #next(pool: string, nowMs: number): string | undefined {
    const known = this.#known.get(pool);
    if (!known || Math.abs(nowMs - known.readAtMs) > FRESH_MS) return undefined;
    const id = known.ids.pop();
    if (id !== undefined) this.#recent.set(id, nowMs);
    return id;
  }

  /** With many callers at once the next page is asked for before the last hint is gone, so that nobody waits for it. */
  #runsLow(pool: string): boolean {
    return (this.#known.get(pool)?.ids.length ?? 0) * 2 < this.#inFlight.size - 1;
  }

  /** Callers who run out at the same time wait for one answer: whether there is something to try. */
  #ask(pool: string, now: () => Date): Promise<boolean> {
    const asked = this.#asking.get(pool);
    if (asked) return asked;
    const asking = this.#read(pool, now()).finally(() => this.#asking.delete(pool));
    this.#asking.set(pool, asking);
    return asking;
  }

  async #read(pool: string, now: Date): Promise<boolean> {
    const nowMs = now.getTime();
    for (const [id, atMs] of this.#recent) if (Math.abs(nowMs - atMs) > FRESH_MS) this.#recent.delete(id);
    for (let limit = PAGE + this.#inFlight.size; ; limit *= 2) {
      const free = await repository.findFree(pool, this.#start(), limit);
      const ids = free.length > 0 ? free : await repository.findBack(pool, now.toISOString(), limit);
      const open = ids.filter((id) => !this.#inFlight.has(id));
      const fresh = open.filter((id) => !this.#recent.has(id));
      // A full page of what was tried a moment ago, and is in the index still, says nothing of the rest.
      if (fresh.length === 0 && ids.length >= limit) continue;
      if (this.#known.size >= POOLS_REMEMBERED) this.#known.clear();
      this.#known.set(pool, { ids: shuffled(fresh.length > 0 ? fresh : open), readAtMs: nowMs });
      return open.length > 0;
    }
  }
}

/** Those of this process. */
export const freeCache = new FreeCache();
