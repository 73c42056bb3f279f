import { sortableIp } from '#lib/core/address';

/** Pools as plain data and plain rules: what Muster must look like from outside, whatever runs beside what. */
export interface ModelResource {
  held: boolean;
  owner?: string | undefined;
  leaseUntil?: number | undefined;
  backAt?: number | undefined;
  /** The name of the allocation that goes on; missing where nobody was told. */
  allocation?: string | undefined;
  /** The one that a release has ended. */
  ended?: string | undefined;
  /** Held as a part of a block. */
  inBlock?: boolean | undefined;
}
export interface ModelBlock {
  addresses: string[];
  held: boolean;
  owner?: string | undefined;
}
export interface ModelPool {
  coolDownSeconds: number;
  inSpace: boolean;
  resources: Record<string, ModelResource>;
  /** By id; those whose caller died are held for ever, and have none. */
  blocks: Record<string, ModelBlock>;
  /** Whether addresses were ever removed or held as a block in this life of the pool. */
  hasShrunk?: boolean;
}
export interface World {
  pools: Record<string, ModelPool>;
  /** Pools whose deletion took effect but died, so a repeat may be answered 204. */
  ghosts: string[];
}

interface Terms {
  ttlSeconds?: number | undefined;
}

/** A call on a pool. `addresses` are those that an entry (an address or a range) stands for. */
export type Operation = { pool: string } & (
  | { do: 'create'; entries: string[]; addresses: string[]; coolDownSeconds: number; inSpace: boolean }
  | { do: 'delete' }
  | { do: 'edit'; coolDownSeconds: number }
  | ({ do: 'allocate'; address: string } & Terms)
  | ({ do: 'allocateAny' } & Terms)
  | { do: 'allocateMany'; count: number }
  | ({ do: 'allocateOwned'; owner: string } & Terms)
  | { do: 'allocateBlock'; prefixLength: number; owner?: string | undefined }
  | { do: 'release'; address: string; owner?: string | undefined; allocation?: string | undefined }
  | { do: 'releaseBlock'; block: string; owner?: string | undefined }
  | { do: 'add'; entry: string; addresses: string[] }
  | { do: 'remove'; entry: string; addresses: string[] }
);

/**
 * What a call came to, or a code. Allocations give the address and, of a lease, the name of the allocation; blocks their
 * id and their addresses. A call that died came to nothing known.
 */
export type Result = { ok: string[] } | { code: string } | { died: true };

export const isHeld = ({ held, leaseUntil }: ModelResource, now: number): boolean =>
  held && !(leaseUntil !== undefined && leaseUntil <= now);

export const isFree = ({ held, backAt, inBlock }: ModelResource, now: number): boolean =>
  !inBlock && (backAt === undefined ? !held : backAt <= now);

const shown = (one: ModelResource, now: number): string => {
  if (one.inBlock) return 'held  ';
  if (isHeld(one, now)) return `held ${one.owner ?? ''} ${one.leaseUntil ?? ''}`;
  return `free ${isFree(one, now) ? '' : one.backAt}`;
};

/** What everybody can see. */
export const visible = ({ pools }: World, now: number): Record<string, [string, string][]> =>
  Object.fromEntries(
    Object.entries(pools).map(([id, { resources }]) => [
      id,
      Object.entries(resources)
        .sort(([a], [b]) => (sortableIp(a) < sortableIp(b) ? -1 : 1))
        .map(([address, one]) => [address, shown(one, now)]),
    ]),
  );
