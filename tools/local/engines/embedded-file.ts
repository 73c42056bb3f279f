import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Key } from '#lib/db/keys';

/** How long a statement of ours waits for the engine to end one of its own. */
const PATIENCE_MS = 5000;
/** Below that it is not worth the time. */
const WORTH_COMPACTING_BYTES = 32 * 1024 * 1024;

const open = (file: string): DatabaseSync => new DatabaseSync(file, { timeout: PATIENCE_MS });

/**
 * Gives the embedded engine's file an index that the engine lacks. At every write it looks for the largest number in its
 * stream records: without the index that is a look at all of them, and after some ten thousand writes each one takes
 * milliseconds, and readers of the stream the same.
 */
export const indexStream = (file: string): void => {
  const database = open(file);
  try {
    database.exec(
      'CREATE INDEX IF NOT EXISTS muster_stream_order ON _stream_records (table_name, CAST(sequence_number AS INTEGER))',
    );
  } finally {
    database.close();
  }
};

/** Gives the room of what was deleted back to the disk, where that is most of a file. No engine may run on it. */
export const compact = (file: string): void => {
  if (!existsSync(file)) return;
  const database = open(file);
  const pragma = (name: string): number => Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
  try {
    const pages = pragma('page_count');
    const free = pragma('freelist_count');
    if (free > pages / 2 && free * pragma('page_size') > WORTH_COMPACTING_BYTES) database.exec('VACUUM');
  } finally {
    database.close();
  }
};

/** The file of an engine that is running, for what the engine itself does not do. */
export interface EmbeddedFile {
  /** Keys of items that have expired, at most so many of them. */
  expired(nowSeconds: number, limit: number): Key[];
  /** Deletes stream records whose number is below `before`, at most so many of them, and says how many there were. */
  trimStream(before: number, limit: number): number;
  close(): void;
}

/** Where an item says that it expires; the same text in index and query, or the index is not used. */
const EXPIRY = "json_extract(item_json, '$.expiresAtSeconds.N')";

/** Opens the file beside the engine, and gives the table an index of its items' ends. */
export const openFile = (file: string, table: string): EmbeddedFile => {
  const database = open(file);
  database.exec(
    `CREATE INDEX IF NOT EXISTS muster_expiry ON "${table}" (CAST(${EXPIRY} AS INTEGER)) WHERE ${EXPIRY} IS NOT NULL`,
  );
  const select = database.prepare(
    `SELECT json_extract(item_json, '$.pk.S') AS pk, json_extract(item_json, '$.sk.S') AS sk FROM "${table}"
     WHERE ${EXPIRY} IS NOT NULL AND CAST(${EXPIRY} AS INTEGER) <= ? LIMIT ?`,
  );
  const trim = database.prepare(
    `DELETE FROM _stream_records WHERE id IN
     (SELECT id FROM _stream_records WHERE table_name = ? AND CAST(sequence_number AS INTEGER) < ? LIMIT ?)`,
  );
  return {
    expired: (nowSeconds, limit) =>
      select.all(nowSeconds, limit).map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) })),
    trimStream: (before, limit) => Number(trim.run(table, before, limit).changes),
    close: () => database.close(),
  };
};
