import { expect, test } from '@jest/globals';
import { RuleBody } from '#lib/fleet/model';
import * as rules from '#lib/fleet/service/rules';
import { startFleet } from '#support/fleet';
import { given } from '#support/given';

const fleet = await startFleet((response) => response.end());

/** Lambda hands on answers of up to 6 MB, in JSON once more. */
const bytesOf = (body: string): number => Buffer.byteLength(JSON.stringify(body));

test('large rules come on as many pages as they need, as JSON and as CSV', async () => {
  // Quotes are the longest that a text can become in CSV inside JSON.
  const names = Array.from({ length: 50 }, (_, n) => `${given.name('large')}-${n}`);
  const globs = Array.from({ length: 100 }, (_, n) => `${'"'.repeat(120)}${n}`);
  const body = RuleBody.parse({ userdata: '"'.repeat(16_384), match: { names: globs, ids: globs } });
  for (const name of names) await rules.put(name, body);
  for (const accept of ['application/json', 'text/csv']) {
    const found: string[] = [];
    let cursor: string | undefined;
    let pages = 0;
    do {
      const query = cursor === undefined ? {} : { cursor };
      const answer = await fleet.listRules({ query, headers: { accept } });
      expect(answer.status).toBe(200);
      const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
      expect(bytesOf(text)).toBeLessThan(5_500_000);
      found.push(...names.filter((name) => text.includes(name)));
      const link = String(answer.headers.Link ?? '');
      cursor = new URLSearchParams(/\?(.*)>/.exec(link)?.[1] ?? '').get('cursor') ?? undefined;
      pages += 1;
    } while (cursor !== undefined);
    expect(found.sort()).toEqual([...names].sort());
    expect(pages).toBeGreaterThan(1);
  }
});
