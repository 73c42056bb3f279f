import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** What a running stack leaves in its data folder, so that other commands find its database. */
const Note = z.object({ pid: z.int(), endpoint: z.url() });

const noteIn = (dataDir: string): string => join(dataDir, 'stack.json');

export const noteStack = (dataDir: string, endpoint: string): void =>
  writeFileSync(noteIn(dataDir), `${JSON.stringify({ pid: process.pid, endpoint })}\n`);

const read = (dataDir: string): z.output<typeof Note> | undefined => {
  try {
    return Note.parse(JSON.parse(readFileSync(noteIn(dataDir), 'utf8')));
  } catch {
    return undefined;
  }
};

/** Takes the note away, if it is this process's. */
export const forgetStack = (dataDir: string): void => {
  if (read(dataDir)?.pid === process.pid) rmSync(noteIn(dataDir), { force: true });
};

const lives = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

const ANSWERS_WITHIN_MS = 3000;

const answers = (endpoint: string): Promise<boolean> =>
  fetch(endpoint, { signal: AbortSignal.timeout(ANSWERS_WITHIN_MS) }).then(
    () => true,
    () => false,
  );

/** Where the database of the stack that runs on this data folder answers; undefined when none runs. */
export const runningEndpoint = async (dataDir: string): Promise<string | undefined> => {
  const note = read(dataDir);
  // A stack that was killed leaves its note behind, and its process number may be another's by now.
  return note && lives(note.pid) && (await answers(note.endpoint)) ? note.endpoint : undefined;
};
