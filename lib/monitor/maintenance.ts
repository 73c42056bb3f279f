import type { Maintenance, Server } from './model.ts';

/** Whether a window is open at a moment (ISO text in UTC). */
export const isOpen = ({ from, until }: Maintenance, at: string): boolean => from <= at && at < until;

/** Whether a window is meant for a server: it names it, or one of its tags. */
export const isMeant = ({ tags = [], servers = [] }: Maintenance, { name, tags: its }: Pick<Server, 'name' | 'tags'>) =>
  servers.includes(name) || tags.some((tag) => its.includes(tag));
