import { editDistance } from '#lib/core/edit-distance';
import { EVENT_TYPES, isMeant } from './types.ts';

/** What a webhook can be sent: every type of event, and the message of its test. */
const SENT = [...EVENT_TYPES, 'webhook.test'];
const AREAS = [...new Set(SENT.map((type) => type.split('.')[0] ?? ''))];

/** Whether there is a type that a pattern means. */
export const isKnownPattern = (pattern: string): boolean => SENT.some((type) => isMeant(pattern, type));

const SUGGESTED = 3;

/** The known types, or areas, that are closest to a misspelt pattern: those that take the fewest changes. */
export const closestTypes = (pattern: string): string[] => {
  const [area = '', name] = pattern.replace(/\*$/, '').split('.');
  const known = name ? SENT : AREAS.map((each) => (name === undefined ? each : `${each}.*`));
  const wanted = name ? `${area}.${name}` : pattern;
  const near = known.map((each) => ({ each, changes: editDistance(wanted, each) }));
  const fewest = Math.min(...near.map(({ changes }) => changes));
  return near.flatMap(({ each, changes }) => (changes === fewest ? [each] : [])).slice(0, SUGGESTED);
};
