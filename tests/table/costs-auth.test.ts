import { expect, test } from '@jest/globals';
import { csrfCookie } from '#lib/auth/csrf';
import { identify, login, logout } from '#lib/auth/service';
import { add } from '#lib/auth/service/users';
import * as compute from '#lib/compute/service';
import { type Cost, comparable, documentedCosts, measure } from '#support/costs';
import { given } from '#support/given';
import { givenLogin, givenToken, givenUser } from '#support/users';

const documented = documentedCosts('Users, tokens and compute clusters');

const PASSWORD = 'correct horse';
const small = { cpus: 1, memory: 1 };

const MEASURED: Record<string, () => Promise<Cost>> = {
  'any call with a token: what the token adds': async () => {
    const { token } = await givenLogin();
    return measure(() => identify(token));
  },
  'the same, at most once a minute and token, when its use is noted': async () => {
    const token = await givenToken(await givenUser(), { at: new Date(Date.now() - 120_000) });
    return measure(async () => (await identify(token))?.noted);
  },
  '`GET /token/login/`': () => measure(async () => csrfCookie({ headers: {} })),
  '`POST /token/login/`, right': async () => {
    const { name } = await add(given.name('user'), PASSWORD);
    return measure(() => login(name, PASSWORD, given.ip()));
  },
  '`POST /token/login/`, wrong': () => measure(() => login(given.name('user'), PASSWORD, given.ip()).catch(() => {})),
  '`POST /token/logout/`': async () => {
    const { token } = await givenLogin();
    return measure(() => logout(token));
  },
  '`POST /clusters/`': async () => {
    const { user } = await givenLogin();
    await compute.create(user, small);
    return measure(() => compute.create(user, small));
  },
  '`GET /clusters/`': async () => {
    const { user } = await givenLogin();
    await compute.create(user, small);
    return measure(() => compute.list(user));
  },
  '`GET /clusters/{id}`': async () => {
    const { user } = await givenLogin();
    const { id } = await compute.create(user, small);
    return measure(() => compute.get(user, id));
  },
  '`DELETE /clusters/{id}`': async () => {
    const { user } = await givenLogin();
    const { id } = await compute.create(user, small);
    return measure(() => compute.remove(user, id));
  },
};

test('docs/costs.md has a row for everything that is measured here, and the reverse', () => {
  expect(Object.keys(documented)).toEqual(Object.keys(MEASURED));
});

test.each(Object.entries(MEASURED))('%s costs what docs/costs.md says', async (call, measured) => {
  expect(comparable(await measured())).toEqual(comparable(documented[call] as Cost));
});
