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
  return {
    status: answered ? 'UP' : silent,
    misses,
    at: ping.at,
    lastMs: ping.average_ms,
    loss: ping.sent === 0 ? null : (ping.sent - ping.received) / ping.sent,
    answers: state.answers + ping.received,
    totalMs: state.totalMs + (ping.average_ms ?? 0) * ping.received,
  };
};

/** The change between two states of a server, where there is one. */
export const changeBetween = (before: ServerState = UNSEEN, after: ServerState): StateChange | undefined =>
  before.status === after.status || after.at === undefined
    ? undefined
    : { at: after.at, from: before.status, to: after.status };
