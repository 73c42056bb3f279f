import { readTogether } from '#lib/db/batch';

/** What is shown of devices is read from several areas: whatever can be read at the same time is one request. */
export const together = readTogether;
