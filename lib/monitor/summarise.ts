import type { Ping } from './model.ts';

/** The times in ms of the probes of one server, in order; null for those that got no answer. */
export type Replies = readonly (number | null)[];

/** Milliseconds to the microsecond. */
export const rounded = (ms: number): number => Math.round(ms * 1000) / 1000;

/** The record of one server in a sweep: average, smallest and largest of the answers, and how many there were. */
export const summarise = (replies: Replies, at: string): Ping => {
  const answers = replies.filter((ms) => ms !== null);
  const sent = replies.length;
  if (answers.length === 0) return { at, average_ms: null, min_ms: null, max_ms: null, sent, received: 0 };
  const total = answers.reduce((sum, ms) => sum + ms, 0);
  return {
    at,
    average_ms: rounded(total / answers.length),
    min_ms: rounded(Math.min(...answers)),
    max_ms: rounded(Math.max(...answers)),
    sent,
    received: answers.length,
  };
};
