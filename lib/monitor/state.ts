import { iso, later } from '#lib/core/clock';
import { type Ping, type ServerState, type StateChange, UNSEEN } from './model.ts';
import { LONGEST_MS } from './schedule.ts';

/**
 * What is known of a server after one more record: UP at an answer, DOWN after `downAfter` records in a row without one.
 * A record that is not newer than what is known changes nothing, so that one that comes twice counts once; one that is
 * older than any sweep under way can be was made after the clock had been set back.
 */
export const nextState = (state: ServerState = UNSEEN, ping: Ping, downAfter: number): ServerState => {
  const isKnown = state.at !== undefined && ping.at <= state.at;
  if (isKnown && ping.at > iso(later(new Date(state.at ?? 0), -LONGEST_MS))) return state;
  const answered = ping.received > 0;
  const misses = answered ? 0 : state.misses + 1;
  const silent = misses >= downAfter ? 'DOWN' : state.status;
  const status = answered ? 'UP' : silent;
  const { since, told = state.status } = state;
  return {
    status,
    misses,
    at: ping.at,
    lastMs: ping.average_ms,
    loss: ping.sent === 0 ? null : (ping.sent - ping.received) / ping.sent,
    answers: state.answers + ping.received,
    totalMs: state.totalMs + (ping.average_ms ?? 0) * ping.received,
    since: status === state.status ? since : ping.at,
    told,
    reason: ping.reason,
    certificateDays: ping.certificate_days ?? state.certificateDays,
  };
};

/** The change between two states of a server, where there is one. */
export const changeBetween = (before: ServerState = UNSEEN, after: ServerState): StateChange | undefined =>
  before.status === after.status || after.at === undefined
    ? undefined
    : { at: after.since ?? after.at, from: before.status, to: after.status };

/** What an alert would tell of a server: that its status is another than the one that was told last. */
export const untold = ({ status, told = status, since, at }: ServerState): StateChange | undefined =>
  told === status ? undefined : { at: since ?? at ?? '', from: told, to: status };

/** Whether alerts of what is behind a server wait: it is DOWN, or the next sweep may find that it is. */
export const isFailing = ({ status, misses }: ServerState = UNSEEN): boolean => status === 'DOWN' || misses > 0;

/** So many days before a certificate ends it is told, once. */
const CERTIFICATE_DAYS = 14;

/** Whether a certificate has come so near to its end since the last record. */
export const endsSoon = ({ certificateDays: before = Number.POSITIVE_INFINITY }: ServerState = UNSEEN, ping: Ping) =>
  ping.certificate_days !== undefined && ping.certificate_days <= CERTIFICATE_DAYS && before > CERTIFICATE_DAYS;
