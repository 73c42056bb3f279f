/** The line by which the starter learns that requests, streams and schedules are served. */
export const READY = 'muster: stack is up';
