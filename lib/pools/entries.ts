import * as z from 'zod';
import { readEntries, readEntry } from './ip-ranges.ts';

const MOST_ENTRIES = 4096;

/** Faults of the entries that are texts, also where others are not: every fault is named at once. */
const faultsOf = (entries: readonly unknown[]) => {
  const texts = [...entries.entries()].filter((pair): pair is [number, string] => typeof pair[1] === 'string');
  return readEntries(texts.map(([, text]) => text)).faults.map(({ path, message }) => ({
    path: [texts[Number(path)]?.[0] ?? 0],
    message,
  }));
};

/** Addresses, blocks and ranges of any size. */
export const Entries = z
  .array(z.string().max(100))
  .max(MOST_ENTRIES)
  .superRefine(
    (entries, { issues }) => {
      for (const fault of faultsOf(entries)) issues.push({ code: 'custom', input: entries, ...fault });
    },
    { when: ({ value }) => Array.isArray(value) && value.length <= MOST_ENTRIES },
  )
  .meta({
    description: `IPv4 and IPv6 addresses, CIDR blocks (their usable hosts) and ranges, of any size; up to ${MOST_ENTRIES} entries`,
    example: ['10.0.0.1', '10.0.1.0/28', '10.0.2.10-10.0.2.20', '2001:db8::1'],
  });

/** One of them. */
export const Entry = z
  .string()
  .max(100)
  .superRefine((entry, { issues }) => {
    const read = readEntry(entry);
    if (typeof read === 'string') issues.push({ code: 'custom', input: entry, message: read });
  })
  .meta({ description: 'An address, a CIDR block (its usable hosts) or a range, of any size', example: '10.0.0.5' });
