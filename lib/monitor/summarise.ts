import type { Ping } from './model.ts';
import type { LossReason } from './probe.ts';

/** What came of one probe: ms to its answer; null, or the reason, where it was lost. */
export type Reply = number | null | LossReason;

/** What came of the probes of one server, in order. */
export type Replies = readonly Reply[];

/** The same, with what an http probe learns beside it. */
export interface ProbeResult {
  replies: Replies;
  httpStatus?: number | undefined;
  certificateDays?: number | undefined;
}

/** Milliseconds to the microsecond. */
export const rounded = (ms: number): number => Math.round(ms * 1000) / 1000;

const isReason = (reply: Reply): reply is LossReason => typeof reply === 'string';

/** The record of one server in a sweep: average, smallest and largest of the answers, how many, and why one was lost. */
export const summarise = (
  replies: Replies,
  at: string,
  { httpStatus, certificateDays }: Omit<ProbeResult, 'replies'> = {},
): Ping => {
  const answers = replies.filter((reply) => typeof reply === 'number');
  const reason = replies.findLast(isReason);
  const sent = replies.length;
  const more = {
    ...(reason !== undefined && { reason }),
    ...(httpStatus !== undefined && { http_status: httpStatus }),
    ...(certificateDays !== undefined && { certificate_days: certificateDays }),
  };
  if (answers.length === 0) return { at, average_ms: null, min_ms: null, max_ms: null, sent, received: 0, ...more };
  const total = answers.reduce((sum, ms) => sum + ms, 0);
  return {
    at,
    average_ms: rounded(total / answers.length),
    min_ms: rounded(Math.min(...answers)),
    max_ms: rounded(Math.max(...answers)),
    sent,
    received: answers.length,
    ...more,
  };
};
