import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DYNAMODB_LOCAL_FOLDER, javaTrouble } from './dynamodb-local.ts';
import { EMBEDDED_FILE, EMBEDDED_PACKAGE } from './embedded.ts';

export type EngineKind = 'embedded' | 'dynamodb-local';

const WHOSE: Record<EngineKind, string> = { embedded: "the embedded engine's", 'dynamodb-local': "DynamoDB Local's" };

/** The engines that have data in a folder. */
const holdersOf = (dataDir: string | undefined): EngineKind[] => {
  if (!dataDir) return [];
  const own = join(dataDir, DYNAMODB_LOCAL_FOLDER);
  return [
    ...(existsSync(join(dataDir, EMBEDDED_FILE)) ? ['embedded' as const] : []),
    ...(existsSync(own) && readdirSync(own).some((name) => name.endsWith('.db')) ? ['dynamodb-local' as const] : []),
  ];
};

/**
 * The engine that is to be started: the one that is wanted, or DynamoDB Local where no embedded engine fits the platform.
 * @throws Error with one sentence when that one does not have the data of the folder, which would all seem to be gone,
 * or cannot be had on this machine.
 */
export const chooseEngine = (wanted: EngineKind, dataDir: string | undefined, binary: string): EngineKind => {
  const holders = holdersOf(dataDir);
  const isMissing = wanted === 'embedded' && binary === '';
  if (isMissing && holders.includes('embedded'))
    throw new Error(
      `The data in ${dataDir} are the embedded engine's, and its package ${EMBEDDED_PACKAGE} is not installed; run npm ci without --omit=optional, or set MUSTER_DATA to another folder.`,
    );
  const kind = isMissing ? 'dynamodb-local' : wanted;
  const [holder] = holders;
  if (holder !== undefined && !holders.includes(kind))
    throw new Error(
      `The data in ${dataDir} are ${WHOSE[holder]}, not ${WHOSE[kind]}; set DYNAMODB_ENGINE=${holder} to use them, or MUSTER_DATA to another folder.`,
    );
  const trouble = kind === 'dynamodb-local' ? javaTrouble() : undefined;
  if (trouble)
    throw new Error(
      isMissing
        ? `No embedded engine is installed for this platform (${EMBEDDED_PACKAGE}), and DynamoDB Local in its place needs Java 17 or newer: ${trouble}.`
        : `DynamoDB Local needs Java 17 or newer, and ${trouble}.`,
    );
  return kind;
};
