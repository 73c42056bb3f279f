import { expect, test } from '@jest/globals';
import { endpoints } from '#lib/api';
import { AppError } from '#lib/core/errors';
import { inputValidator, type RequestInput } from '#lib/http/validate';

/** What a call of a route is told of its input. */
const refusalOf = async (wanted: string, input: Partial<RequestInput>) => {
  const endpoint = endpoints.find(({ route }) => route === wanted);
  if (!endpoint) throw new Error(`No ${wanted}`);
  const refused = await inputValidator(endpoint)({ params: {}, query: {}, body: undefined, ...input }).catch(
    (error: unknown) => error,
  );
  if (!(refused instanceof AppError)) throw new Error('It was not refused');
  return refused;
};

test('types that are no patterns, and those that are misspelt, are named together', async () => {
  const body = { url: 'http://a', types: ['server.dwn', 'addres.allocated', 'x', 5, '', 'server*'] };
  const { errors = [] } = await refusalOf('PUT /webhooks/{name}', { params: { name: 'w' }, body });
  expect(errors.map(({ path }) => path)).toEqual(['types.0', 'types.1', 'types.2', 'types.3', 'types.4', 'types.5']);
  expect(errors[0]?.message).toBe('is not a type of event; did you mean server.down?');
});

test('whom a window is for is asked together with when it is', async () => {
  const named = async (body: unknown) =>
    (await refusalOf('PUT /maintenance/{name}', { params: { name: 'm' }, body })).errors?.map(({ path }) => path);
  expect(await named({})).toEqual(['from', 'until', 'tags']);
  expect(await named({ servers: ['a'], colour: 1 })).toEqual(['from', 'until', 'colour']);
  for (const none of [[], 'x', 5, null]) expect(await named(none)).toEqual(['']);
});

test.each([
  ['99999999999999999999', 'must be at most 1,000'],
  ['-99999999999999999999', 'must be at least 1'],
])('of %s a field says its own limit alone', async (limit, message) => {
  const { errors } = await refusalOf('GET /servers', { query: { limit } });
  expect(errors).toEqual([{ path: 'limit', message }]);
});

test('of very many faults the first hundred are named, and the others are counted', async () => {
  const body = Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`f${n}`, 0]));
  const { errors = [], message } = await refusalOf('PUT /ztp/register/{id}', { params: { id: 'a' }, body });
  expect(errors).toHaveLength(101);
  expect(errors.at(-1)).toEqual({
    path: '',
    message: expect.stringMatching(/^There are more faults than these: 9990\d$/),
  });
  expect(message.length).toBeLessThan(10_000);
});
