import { expect, test } from '@jest/globals';
import { call } from '#support/call';
import { givenLogin } from '#support/users';

// Handlers read the settings as they are imported, so this file is one stage.
process.env.STAGE = 'prod';
const { handler } = await import('#functions/graphql/post-graphql');
const { graphql } = await import('#support/graphql');

test('a deployed stage wants a token for every query', async () => {
  const nobody = await call(handler, 'POST /graphql', { body: { query: '{ pools { nodes { id } } }' } });
  expect(nobody).toMatchObject({ status: 401, body: { code: 'token.missing' } });
  const { headers } = await givenLogin();
  expect(await graphql('{ pools { nodes { id } } }', { headers })).toEqual({ data: { pools: { nodes: [] } } });
});

test('and does not tell its schema', async () => {
  const { headers } = await givenLogin();
  const { data, errors } = await graphql('{ __schema { types { name } } }', { headers });
  expect(data).toBeUndefined();
  expect(errors[0].extensions).toEqual({ code: 'graphql.invalid', status: 400 });
});
