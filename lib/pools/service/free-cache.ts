import { coalesce } from '#lib/core/coalesce';
import { randomId } from '#lib/core/ids';
import { isOpen, type PoolRecord } from '../records.ts';
import * as index from '../repository/free-index.ts';
import type { Spot } from '../repository/spots.ts';
import { exploreSome } from './untouched.ts';

/** How many free resources are asked for at once, besides those that this process is trying already. */
const PAGE = 50;
/** For how long a resource that was free is still worth a try, in ms. */
const FRESH_MS = 2000;
const POOLS_REMEMBERED = 1000;

interface Known {
  spots: Spot[];
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
 * Which resources are worth a try when any free one will do: those that were released, by one page of the free index from
 * a random start, and then those that nobody has touched yet, from a few slots. What was read serves many calls of this
 * process, each of which takes another resource: so callers do not run after the same one, and most calls need no query.
 * A hint is only ever a hint: the condition of the allocation decides.
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

  /** The next resource to try, or undefined when none is known to be free that nobody here is trying. */
  async take(pool: PoolRecord, now: () => Date): Promise<Spot | undefined> {
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

  /** Tries resources; whoever chooses meanwhile chooses others. */
  async trying<T>(spots: readonly Spot[], attempt: () => Promise<T>): Promise<T> {
    for (const { id } of spots) this.#inFlight.add(id);
    try {
      return await attempt();
    } finally {
      for (const { id } of spots) this.#inFlight.delete(id);
    }
  }

  /** Those that no other call of this process is trying, in random order. */
  choose(free: readonly Spot[]): Spot[] {
    return shuffled(free.filter(({ id }) => !this.#inFlight.has(id)));
  }

  /** One reading for all who ask at the same time. */
  readonly share = <T>(read: (id: string) => Promise<T>) => coalesce(read);

  /** Forgets what was known of a pool: it proved wrong. */
  forget({ born }: Pick<PoolRecord, 'born'>): void {
    this.#known.delete(born);
  }

  #next(pool: PoolRecord, nowMs: number): Spot | undefined {
    const known = this.#known.get(pool.born);
    if (!known || Math.abs(nowMs - known.readAtMs) > FRESH_MS) return undefined;
    for (let spot = known.spots.pop(); spot; spot = known.spots.pop()) {
      if (spot.place !== undefined && !isOpen(pool, spot.place)) continue;
      this.#recent.set(spot.id, nowMs);
      return { ...spot, pool };
    }
    return undefined;
  }

  /** With many callers at once the next page is asked for before the last hint is gone, so that nobody waits for it. */
  #runsLow({ born }: PoolRecord): boolean {
    return (this.#known.get(born)?.spots.length ?? 0) * 2 < this.#inFlight.size - 1;
  }

  /** Callers who run out at the same time wait for one answer: whether there is something to try. */
  #ask(pool: PoolRecord, now: () => Date): Promise<boolean> {
    const asked = this.#asking.get(pool.born);
    if (asked) return asked;
    const asking = this.#read(pool, now()).finally(() => this.#asking.delete(pool.born));
    this.#asking.set(pool.born, asking);
    return asking;
  }

  async #read(pool: PoolRecord, now: Date): Promise<boolean> {
    const nowMs = now.getTime();
    for (const [id, atMs] of this.#recent) if (Math.abs(nowMs - atMs) > FRESH_MS) this.#recent.delete(id);
    for (let limit = PAGE + this.#inFlight.size; ; limit *= 2) {
      const free = await this.#find(pool, now, limit);
      const open = free.filter(
        ({ id, place }) => !this.#inFlight.has(id) && (place === undefined || isOpen(pool, place)),
      );
      const fresh = open.filter(({ id }) => !this.#recent.has(id));
      // A full page of what was tried a moment ago, and is in the index still, says nothing of the rest.
      if (fresh.length === 0 && free.length >= limit && limit < PAGE * 64) continue;
      if (this.#known.size >= POOLS_REMEMBERED) this.#known.clear();
      this.#known.set(pool.born, { spots: shuffled(fresh.length > 0 ? fresh : open), readAtMs: nowMs });
      return open.length > 0;
    }
  }

  async #find(pool: PoolRecord, now: Date, limit: number): Promise<Spot[]> {
    const released = await index.findFree(pool, this.#start(), limit);
    if (released.length >= limit) return released;
    const isTried = ({ id }: Spot) => this.#inFlight.has(id) || this.#recent.has(id);
    const untouched = await exploreSome(pool, limit - released.length, isTried);
    const found = [...released, ...untouched];
    return found.length > 0 ? found : index.findBack(pool, now.toISOString(), limit);
  }
}

/** Those of this process. */
export const freeCache = new FreeCache();
