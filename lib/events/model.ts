import * as z from 'zod';
import type { Actor } from '#lib/core/actor';
import { Text } from '#lib/core/text';
import { Timestamp } from '#lib/core/timestamp';
import { TYPE_PATTERN } from './types.ts';

export type { Actor } from '#lib/core/actor';
export { closestTypes, isKnownPattern } from './closest-types.ts';
export { isMeant } from './types.ts';

/** Who made a change: a person, a device by its id, a rule by its name, or a part of the system. */
export const ActorView = z
  .union([
    z.strictObject({ user: z.string() }),
    z.strictObject({ device: z.string() }),
    z.strictObject({ rule: z.string() }),
    z.strictObject({ system: z.string() }),
  ])
  .meta({
    id: 'Actor',
    description: 'Who did it; `{"system":"anonymous"}` where no token was shown',
    example: { user: 'alice' },
  });

/** Something that happened, as callers see it. */
export const Event = z
  .object({
    id: z.string().meta({ example: '0b7d7b0a-5b8e-5f6e-9d55-0f4f2a6b8c11' }),
    type: z.string().meta({ description: 'Area and what happened', example: 'server.down' }),
    at: Timestamp,
    actor: ActorView,
    subject: z.string().meta({
      description: 'What it happened to: an address, the id of a pool, device or machine, the name of anything else',
      example: 'web-1',
    }),
    text: z.string().meta({ description: 'One sentence for people', example: 'web-1 (10.0.0.5) is DOWN, it was UP' }),
    data: z
      .record(z.string(), z.unknown())
      .meta({ example: { name: 'web-1', ip: '10.0.0.5', from: 'UP', to: 'DOWN' } }),
  })
  .meta({ id: 'Event' });
export type Event = z.output<typeof Event>;

/** A pattern of types in a query or a webhook. */
export const TypePattern = z
  .string()
  .max(64)
  .regex(TYPE_PATTERN, 'must be a type like server.down, or the beginning of some with a star like server.*')
  .meta({ id: 'EventTypePattern', example: 'server.*' });

export const Subject = Text(512).min(1).meta({ description: 'Only what happened to this', example: 'web-1' });

/** An event as it is kept. */
export interface EventRecord extends Event {
  /** Where its change stands in the order of all changes: of two events at the same moment the later has the greater. */
  order: string;
  /** The number of the user who alone may see it. */
  onlyFor?: number | undefined;
}

type Image = Readonly<Record<string, unknown>>;

/** An item before and after a change; undefined where there was or is none. */
export interface Images {
  before?: Image | undefined;
  after?: Image | undefined;
  /** When the table made the change, ISO; no closer than a second. */
  at?: string;
}

/** What an area finds in a change: pure data, from which an event is made. */
export interface Happening {
  type: Event['type'];
  subject: string;
  text: string;
  data: Record<string, unknown>;
  /** Where it is not who signed the change. */
  actor?: Actor;
  /** Where it is not when the change was signed. */
  at?: string;
  onlyFor?: number;
}

/** Finds what happened in a change of an item of one type. Pure: the same images give the same happenings. */
export type Derivation = (images: Images) => Happening[];
