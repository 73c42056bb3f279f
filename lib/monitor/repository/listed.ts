import type * as z from 'zod';
import { servers } from '#lib/db/keys';
import * as table from '#lib/db/table';
import { Server } from '../model.ts';

/** As much of a server as a sweep needs. */
const Listed = Server.pick({
  ...{ id: true, name: true, ip: true, paused: true, tags: true, probe: true, parent: true, group: true },
});
export type Listed = z.output<typeof Listed>;

const LISTED = Object.keys(Listed.shape);

/** Every server, page by page, for a sweep. */
export async function* listForSweep(): AsyncGenerator<Listed[]> {
  for await (const items of table.queryAll(servers, { only: LISTED, ahead: true }))
    yield items.map((item) => Listed.parse(item));
}

const Membership = Server.pick({ id: true, group: true, groupedAt: true });
export type Membership = z.output<typeof Membership>;

const MEMBERSHIP = Object.keys(Membership.shape);

/** Every server, page by page, as a member of its group. */
export async function* memberships(): AsyncGenerator<Membership[]> {
  for await (const items of table.queryAll(servers, { only: MEMBERSHIP, ahead: true }))
    yield items.map((item) => Membership.parse(item));
}
