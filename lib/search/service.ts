import { settings } from '#lib/core/settings';
import { folded } from './entries.ts';
import { searchOff } from './errors.ts';
import type { Hit, Images } from './model.ts';
import * as repository from './repository.ts';

/** So many are found at once. */
const MAX_HITS = 20;

const isOn = (): boolean => settings().SEARCH === 'on';

/** Keeps what can be found up to changes, which the stream hands on in their order. */
export const update = async (changes: readonly Images[]): Promise<void> => {
  if (isOn()) await repository.apply(changes);
};

/**
 * Up to 20 things of all areas that have a name, id, address, owner or tag that begins so. One request.
 * @throws AppError 404 where `SEARCH` is off.
 */
export const search = async (q: string): Promise<Hit[]> => {
  if (!isOn()) throw searchOff();
  return repository.find(folded(q), MAX_HITS);
};

/** Makes everything that can be found again from all items of the table, and removes what is not there any more. */
export const rebuild = repository.rebuild;
