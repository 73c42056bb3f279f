import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { answers } from './engine.ts';

/** What a running stack leaves in its folder, so that other commands find its database. */
const Note = z.object({ pid: z.int(), endpoint: z.url() });

const noteIn = (folder: string): string => join(folder, 'stack.json');

export const lockStack = (folder: string, endpoint: string): void =>
  writeFileSync(noteIn(folder), `${JSON.stringify({ pid: process.pid, endpoint })}\n`, { mode: 0o600 });

const read = (folder: string): z.output<typeof Note> | undefined => {
  try {
    return Note.parse(JSON.parse(readFileSync(noteIn(folder), 'utf8')));
  } catch {
    return undefined;
  }
};

/** Takes the note away, if it is this process's. */
export const unlockStack = (folder: string): void => {
  if (read(folder)?.pid === process.pid) rmSync(noteIn(folder), { force: true });
};

const lives = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** What a stack that was killed has left in that folder; undefined where one runs, or the last one ended in order. */
export const noteOfKilled = (folder: string): z.output<typeof Note> | undefined => {
  const note = read(folder);
  return note && !lives(note.pid) ? note : undefined;
};

const ANSWERS_WITHIN_MS = 3000;

/** Where the database of the stack that runs on this folder answers; undefined when none runs. */
export const runningEndpoint = async (folder: string): Promise<string | undefined> => {
  const note = read(folder);
  // A stack that was killed leaves its note behind, and its process number may be another's by now.
  const isThere = note && lives(note.pid) && (await answers(note.endpoint, AbortSignal.timeout(ANSWERS_WITHIN_MS)));
  return isThere ? note.endpoint : undefined;
};

/** The path of the Lambda port under which a stack tells its folder. What is in there is for the user alone. */
export const STACK_PATH = '/muster/stack';

const Place = z.object({ folder: z.string() });

/** The folder of the stack whose Lambda port this is; undefined when nothing of that kind answers there. */
export const folderOfStackAt = async (lambdaPort: number): Promise<string | undefined> => {
  try {
    const signal = AbortSignal.timeout(ANSWERS_WITHIN_MS);
    const response = await fetch(`http://localhost:${lambdaPort}${STACK_PATH}`, { signal });
    return Place.parse(await response.json()).folder;
  } catch {
    return undefined;
  }
};
