import * as clock from '#lib/core/clock';
import { is, isNew } from '#lib/db/conditions';
import { blockHolderKey, blockKey, blocksOf } from '#lib/db/keys';
import { type Step, step } from '#lib/db/requests';
import * as table from '#lib/db/table';
import { BlockRecord, type PoolRecord } from '../records.ts';

/** How long a block that was released is remembered, so that a repeated release is answered as the first was. */
const REMEMBERED_MS = 24 * 3600 * 1000;

export const find = async ({ born }: Pick<PoolRecord, 'born'>, id: string): Promise<BlockRecord | undefined> => {
  const item = await table.get(blockKey(born, id));
  return item && BlockRecord.parse(item);
};

/** The blocks of a pool that are held, page by page. */
export async function* pagesOfHeld({ born }: Pick<PoolRecord, 'born'>): AsyncGenerator<BlockRecord[]> {
  for await (const items of table.queryAll(blocksOf(born)))
    yield items.map((item) => BlockRecord.parse(item)).filter(({ status }) => status === 'ALLOCATED');
}

/** The writes that make a block held. */
export const holdSteps = (block: BlockRecord): Step[] => {
  const { born, id, pool, owner } = block;
  const pointer = owner === undefined ? undefined : blockHolderKey(owner, pool, id);
  return [
    step.put({ ...blockKey(born, id), type: 'block', ...block }, isNew),
    ...(pointer ? [step.put({ ...pointer, type: 'block-owner', pool, born, owner, resource: id })] : []),
  ];
};

/** The writes that release a block that is held. */
export const releaseSteps = ({ born, id, pool, owner }: BlockRecord, now: Date): Step[] => [
  step.update(
    blockKey(born, id),
    {
      set: { status: 'RELEASED', expiresAtSeconds: clock.seconds(clock.later(now, REMEMBERED_MS)) },
      remove: ['owner'],
    },
    is('status', 'ALLOCATED'),
  ),
  ...(owner === undefined ? [] : [step.remove(blockHolderKey(owner, pool, id))]),
];
