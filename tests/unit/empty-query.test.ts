import { expect, test } from '@jest/globals';
import { endpoints } from '#lib/api';
import { inputChecker } from '#lib/http/validate';

/** Lists that a form may ask for, with blank fields for what does not matter. */
const LISTS = ['listMachines', 'listFleetDevices'];

const parameters = endpoints
  .filter(({ name }) => !LISTS.includes(name))
  .flatMap((endpoint) =>
    Object.keys(endpoint.query?.shape ?? {}).map((name) => [endpoint.name, name, endpoint] as const),
  );

test.each(parameters)('%s refuses an empty %s', (_, name, endpoint) => {
  const checked = inputChecker(endpoint)({ params: {}, query: { [name]: '' }, body: undefined });
  const faults = 'faults' in checked ? checked.faults : [];
  expect(faults.filter(({ place, path }) => place === 'query' && path.join('.') === name)).toHaveLength(1);
});

test('an action on machines is refused in words for a filter that is left blank', () => {
  const endpoint = endpoints.find(({ route }) => route === 'POST /api/v1/machines') as (typeof endpoints)[number];
  const query = { action: 'TERMINATE', tag: '', cluster_name: 'web' };
  expect(inputChecker(endpoint)({ params: {}, query, body: undefined })).toEqual({
    faults: [{ place: 'query', path: ['tag'], message: 'must not be empty' }],
  });
});
