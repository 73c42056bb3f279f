import { batchGet } from '#lib/db/batch';
import { hasNo, is } from '#lib/db/conditions';
import { unlessRefused } from '#lib/db/errors';
import { serversFrom, stretchesKey } from '#lib/db/keys';
import * as table from '#lib/db/table';
import { Server } from '../model.ts';
import type { Stretch } from '../stretches.ts';

/** The stretches of the list of servers, in its order; how often it was cut. */
export interface Stretches {
  stretches: Stretch[];
  cuts: number;
}

/** Without any there are none: the list was never long. */
export const readStretches = async (): Promise<Stretches> => {
  const [item] = await batchGet([stretchesKey]);
  const {
    begins = [],
    numbers = [],
    cuts = 0,
  } = (item ?? {}) as { begins?: string[]; numbers?: number[]; cuts?: number };
  return { stretches: begins.map((begin, i) => ({ begin, number: numbers[i] ?? i })), cuts };
};

/** Writes stretches that were made of those of `cuts` before, unless somebody else has made others since. */
export const saveStretches = ({ stretches, cuts }: Stretches): Promise<void> => {
  const item = {
    ...{ ...stretchesKey, type: 'server-stretches', cuts: cuts + 1 },
    begins: stretches.map(({ begin }) => begin),
    numbers: stretches.map(({ number }) => number),
  };
  return unlessRefused(table.put(item, cuts === 0 ? hasNo('cuts') : is('cuts', cuts)));
};

/** Servers whose names come at or after one, and before another, page by page. */
export async function* serversIn(begin: string, next: string | undefined): AsyncGenerator<Server[]> {
  for await (const items of table.queryAll(serversFrom(begin, next)))
    yield items.map((item) => Server.parse(item)).filter(({ name }) => name !== next);
}
