import type { ScheduledEvent } from 'aws-lambda';

/** The moment that a schedule's event is for; undefined when somebody invoked the function by hand (`{ byHand: true }`). */
export const scheduledAt = (event: unknown): Date | undefined => {
  const { time, byHand } = (event ?? {}) as Partial<ScheduledEvent> & { byHand?: boolean };
  return byHand || time === undefined ? undefined : new Date(time);
};
