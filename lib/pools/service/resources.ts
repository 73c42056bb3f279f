import * as clock from '#lib/core/clock';
import { conflict } from '#lib/core/errors';
import { TransactionCanceled } from '#lib/db/errors';
import { type Resource, ResourceRecord } from '../model.ts';
import * as repository from '../repository/pools.ts';
import { shown } from '../resource-state.ts';
import { notFree } from './allocate.ts';
import { settled } from './lifecycle.ts';
import { resourceUnknown } from './queries.ts';

/** Adds an address to a pool. @throws AppError 404, or 409 when it is there. */
export const add = async (
  pool: string,
  address: string,
  { now = clock.now }: { now?: () => Date } = {},
): Promise<Resource> => {
  for (;;) {
    const header = await settled(pool, { now });
    try {
      return shown(await repository.addResource(header, address), clock.iso(now()), 'plain');
    } catch (error) {
      if (!(error instanceof TransactionCanceled)) throw error;
      const [changed] = error.refusals;
      if (!changed) throw conflict('resource.exists', `Pool ${pool} has ${address} already.`);
    }
  }
};

/** Removes a resource from its pool. @throws AppError 404, or 409 while it is allocated. */
export const removeResource = async (
  pool: string,
  id: string,
  { now = clock.now }: { now?: () => Date } = {},
): Promise<void> => {
  for (;;) {
    try {
      return await repository.removeResource(pool, id, now());
    } catch (error) {
      if (!(error instanceof TransactionCanceled)) throw error;
      const [busy, refused] = error.refusals;
      if (busy) await settled(pool, { now });
      else if (!refused?.item) throw resourceUnknown(pool, id);
      else throw notFree(ResourceRecord.parse(refused.item), clock.iso(now()));
    }
  }
};
