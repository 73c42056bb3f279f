import { expect, test } from '@jest/globals';
import pLimit from 'p-limit';
import { eventually } from '#support/request';
import { sized } from '#support/sized';
import { startZtp } from '#support/ztp';

const DEVICES = sized(1000, 300);

/** What the manager answered under each key, in order. It fails one call in five, at random. */
const answers = new Map<string, number[]>();
const ztp = await startZtp(
  (response, _, request) => {
    const key = String(request.headers['idempotency-key']);
    response.statusCode = Math.random() < 0.2 ? 503 : 200;
    answers.set(key, [...(answers.get(key) ?? []), response.statusCode]);
    response.end('{}');
  },
  // So many attempts that no device fails all of them; each is due at once. An answer that a busy machine is late to see
  // would count as none, and be asked for again.
  { EXEC_PAUSES_SECONDS: Array(19).fill('0').join(','), EXEC_TIMEOUT_MS: '60000' },
);

const idOf = (n: number): string =>
  `02:00:00:00:${(n >> 8).toString(16).padStart(2, '0')}:${(n & 255).toString(16).padStart(2, '0')}`;

test(`${DEVICES} devices that boot at once while the manager fails one call in five are all told of, each once`, async () => {
  const ids = Array.from({ length: DEVICES }, (_, n) => idOf(n));
  const registered = await pLimit(64).map(ids, (id, n) =>
    ztp.register({ params: { id }, body: { ip: `10.0.${n >> 8}.${n & 255}` } }),
  );
  expect(new Set(registered.map(({ status }) => status))).toEqual(new Set([201]));
  await eventually(
    async () => answers.size,
    (size) => size === DEVICES,
    250_000,
  );
  do await ztp.lambda.idle();
  while ((await ztp.retry()).due > 0);

  const { body } = await ztp.listDevices();
  expect(body.items.map(({ id }: { id: string }) => id)).toEqual(ids);
  expect(body.items.filter(({ exec }: { exec: { status: string } }) => exec.status !== 'SUCCEEDED')).toEqual([]);
  const execs = (await ztp.execs({ query: { status: 'SUCCEEDED' } })).body.items as {
    id: string;
    device: string;
    attempts: number;
    tries: { http_status: number }[];
  }[];
  expect(execs.map(({ device }) => device).sort()).toEqual(ids);
  for (const { id, attempts, tries } of execs)
    expect({ tries, answered: answers.get(id) }).toEqual({
      tries: [...Array(attempts - 1).fill(503), 200].map((http_status) => expect.objectContaining({ http_status })),
      answered: [...Array(attempts - 1).fill(503), 200],
    });
  expect([...answers.values()].flat().length).toBe(execs.reduce((sum, { attempts }) => sum + attempts, 0));
  expect(ztp.buried).toEqual([]);
}, 600_000);
