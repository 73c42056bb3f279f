import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where programs are kept that npm does not bring, for all work trees of this machine. */
export const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'muster');
