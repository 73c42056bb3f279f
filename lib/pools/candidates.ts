import { randomId } from '#lib/core/ids';
import * as repository from './resource-repository.ts';

/** How many free resources are asked for at once. */
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
export class Candidates {
  readonly #start: () => string;
  readonly #known = new Map<string, Known>();
  readonly #asking = new Map<string, Promise<void>>();
  readonly #recent = new Map<string, number>();
  readonly #inFlight = new Set<string>();

  /** `start`: where in the free index a page begins. */
  constructor({ start = randomId }: { start?: () => string } = {}) {
    this.#start = start;
  }

  /** The next resource to try, or undefined when the index knows no free one. */
  async take(pool: string, now: Date): Promise<string | undefined> {
    const known = this.#next(pool, now.getTime());
    if (known !== undefined) return known;
    await this.#ask(pool, now);
    return this.#next(pool, now.getTime());
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

  /** Callers who run out at the same time wait for one answer. */
  async #ask(pool: string, now: Date): Promise<void> {
    const asking = this.#asking.get(pool) ?? this.#read(pool, now);
    this.#asking.set(pool, asking);
    try {
      await asking;
    } finally {
      this.#asking.delete(pool);
    }
  }

  async #read(pool: string, now: Date): Promise<void> {
    const nowMs = now.getTime();
    for (const [id, atMs] of this.#recent) if (Math.abs(nowMs - atMs) > FRESH_MS) this.#recent.delete(id);
    const free = await repository.findFree(pool, this.#start(), PAGE);
    const ids = free.length > 0 ? free : await repository.findBack(pool, now.toISOString(), PAGE);
    // What was tried a moment ago may be in the index still, and comes last.
    const [late, fresh] = [true, false].map((was) => shuffled(ids.filter((id) => this.#recent.has(id) === was)));
    const open = [...(late ?? []), ...(fresh ?? [])].filter((id) => !this.#inFlight.has(id));
    if (this.#known.size >= POOLS_REMEMBERED) this.#known.clear();
    this.#known.set(pool, { ids: open, readAtMs: nowMs });
  }
}

/** Those of this process. */
export const candidates = new Candidates();
