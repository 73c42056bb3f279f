import type { ModelPool, Operation, Result, World } from './pools-model.ts';
import { isFree, type ModelResource } from './pools-model.ts';

/** One way in which a call may end: its result, and what it does to the world. */
export interface Way {
  result: Result;
  change?: (world: World, pool: ModelPool) => void;
}

/** A call on a pool that is there, alone. */
export interface Scene<Call = unknown> {
  call: Call;
  pool: ModelPool;
  world: World;
  /** As it was seen, where the rules leave a choice. */
  seen: Result;
  now: number;
  /** When the call was made: the lease of one that died runs from then. */
  at: number;
  /** Addresses that a call which died may have got and anybody would notice. */
  noticed: ReadonlySet<string>;
}

export type Rule<Do> = (scene: Scene<Extract<Operation, { do: Do }>>) => Way[];

export const code = (text: string): Way => ({ result: { code: text } });

/** Whether another pool of the space has one of these addresses. */
export const isTaken = ({ pools }: World, id: string, addresses: readonly string[]): boolean =>
  Object.entries(pools).some(
    ([other, { inSpace, resources }]) => other !== id && inSpace && addresses.some((address) => address in resources),
  );

export const freeOf = ({ pool, now }: Pick<Scene, 'pool' | 'now'>): string[] =>
  Object.keys(pool.resources).filter((address) => isFree(pool.resources[address] as ModelResource, now));
