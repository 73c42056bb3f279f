import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gzipSync } from 'node:zlib';
import { freePort } from '#tools/local/ports';
import { npmStart } from './muster.ts';
import { answersOf, furnish } from './release.ts';

/**
 * Keeps a data folder as this release writes it, with what it answered, for the releases after it to be tried on:
 * `npx node tests/support/freeze-release.ts`, once for each release that raises the version of the items.
 */
const ROOT = new URL('../../', import.meta.url);
const { version } = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8')) as { version: string };
const MUSTER_DATA = mkdtempSync(join(tmpdir(), 'muster-release-'));
const PORT = String(await freePort());
const url = `http://localhost:${PORT}`;

const stack = await npmStart({ PORT, LAMBDA_PORT: String(await freePort()), MUSTER_DATA });
await furnish(url);
const answers = await answersOf(url);
await stack.signal('SIGTERM');

// One file, with nothing left in the write-ahead log beside it.
const database = new DatabaseSync(join(MUSTER_DATA, 'muster.db'));
database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
database.close();

const folder = new URL(`tests/releases/${version}/`, ROOT);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL('muster.db.gz', folder), gzipSync(readFileSync(join(MUSTER_DATA, 'muster.db')), { level: 9 }));
writeFileSync(new URL('stream.json', folder), readFileSync(join(MUSTER_DATA, 'stream.json')));
writeFileSync(new URL('answers.json', folder), `${JSON.stringify(answers, null, 2)}\n`);
rmSync(MUSTER_DATA, { recursive: true, force: true });
