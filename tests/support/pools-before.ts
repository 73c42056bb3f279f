import { documentClient, tableName } from '#lib/db/client';
import { freeResource, ownerKey, poolKey, resourceKey, useKey } from '#lib/db/keys';
import { namedId } from '#lib/pools/resource-id';
import { given } from './given.ts';

const put = (item: object) => documentClient().send('PutItem', { TableName: tableName(), Item: { ...item, v: 1 } });

/** How a pool stood when the release before 0.2 wrote it last. */
interface Before {
  stage?: 'ACTIVE' | 'CREATING' | 'SEALING' | 'UNSEALING' | 'REMOVING';
  addresses?: readonly string[];
  /** Addresses that were still to be written. */
  unwritten?: readonly string[];
  /** The owner of the first address, or '' for nobody by name. */
  heldBy?: string;
}

/** Writes a pool as the release before 0.2 kept it, item by item; gives its id. */
export const poolBefore = async ({
  stage = 'ACTIVE',
  addresses = ['10.0.0.1', '10.0.0.2', '10.0.0.3'],
  unwritten = [],
  heldBy,
}: Before = {}): Promise<string> => {
  const pool = given.poolId();
  const born = `born of ${pool}`;
  const deletion = stage === 'ACTIVE' || stage === 'CREATING' ? undefined : 'a deletion';
  const plan = stage === 'CREATING' ? { plan: [...addresses, ...unwritten] } : {};
  const header = { type: 'pool', id: pool, name: 'before', stage, born, maker: born, ...plan };
  await put({ ...poolKey(pool), ...header, ...(deletion && { deletion }) });
  const isHeld = (n: number) => n === 0 && heldBy !== undefined;
  await put({
    ...useKey(pool),
    ...{ type: 'use', born, total: addresses.length, held: isHeld(0) ? 1 : 0, timed: 0, mark: '' },
  });
  for (const [n, ip_address] of addresses.entries()) {
    const id = namedId(pool, ip_address);
    const holding = { status: 'ALLOCATED', claim: 'a claim', ...(heldBy && { owner: heldBy }) };
    const state = isHeld(n) ? holding : { status: 'RELEASED', ...freeResource(pool, id) };
    const seal = deletion && !isHeld(n) ? { seal: deletion } : {};
    await put({ ...resourceKey(pool, id), type: 'resource', pool, id, ip_address, born, ...state, ...seal });
    if (isHeld(n) && heldBy)
      await put({ ...ownerKey(pool, heldBy), type: 'owner', pool, born, resource: id, turn: 'a turn' });
  }
  return pool;
};
