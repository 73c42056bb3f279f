import type * as z from 'zod';
import { withCommas } from '#lib/core/text';

type Issue = z.core.$ZodRawIssue;

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  undefined: 'left out',
  null: 'null',
};

const FORMATS: Readonly<Record<string, string>> = {
  datetime: 'a date and time (2026-11-20T15:44:00Z)',
  date: 'a date (2026-11-20)',
  uuid: 'a UUID',
  guid: 'a UUID',
  url: 'a URL',
  ipv4: 'an IPv4 address',
  ipv6: 'an IPv6 address',
  cidrv4: 'an IPv4 block',
  cidrv6: 'an IPv6 block',
};

/** What a limit counts, by the kind of value that has it. */
const UNITS: Readonly<Record<string, string>> = { string: 'character', array: 'entry', set: 'entry', object: 'field' };

const amount = (limit: number | bigint, origin: string): string => {
  const unit = UNITS[origin];
  if (!unit) return withCommas(limit);
  const units = unit === 'entry' ? 'entries' : `${unit}s`;
  return `${withCommas(limit)} ${Number(limit) === 1 ? unit : units}`;
};

const have = (origin: string): string => (UNITS[origin] ? 'have' : 'be');

const quoted = (values: readonly unknown[]): string => values.map(String).filter(Boolean).join(', ');

/**
 * What is wrong with a value, in words for whoever sent it. Schemas say what they have words of their own for; the rest
 * is said here, since zod's own messages speak of its schemas.
 */
export const messageFor = (issue: Issue): string => {
  switch (issue.code) {
    case 'invalid_type': {
      if (issue.input === undefined) return 'is missing';
      return `must be ${TYPES[String(issue.expected)] ?? String(issue.expected)}`;
    }
    case 'too_big':
      return issue.inclusive === false
        ? `must be less than ${amount(issue.maximum, issue.origin)}`
        : `must ${have(issue.origin)} at most ${amount(issue.maximum, issue.origin)}`;
    case 'too_small':
      if (issue.minimum === 1 && UNITS[issue.origin]) return 'must not be empty';
      return issue.inclusive === false
        ? `must be more than ${amount(issue.minimum, issue.origin)}`
        : `must ${have(issue.origin)} at least ${amount(issue.minimum, issue.origin)}`;
    case 'invalid_format':
      return FORMATS[issue.format] ? `must be ${FORMATS[issue.format]}` : 'does not have the form that is expected';
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'invalid_value':
      return issue.values.length === 1 ? `must be ${quoted(issue.values)}` : `must be one of ${quoted(issue.values)}`;
    case 'invalid_union':
      return 'has none of the forms that are allowed';
    default:
      return 'is not allowed';
  }
};
