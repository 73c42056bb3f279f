import { endpoints } from '#lib/api';
import * as tokens from '#lib/auth/service/tokens';
import * as users from '#lib/auth/service/users';
import { iso } from '#lib/core/clock';
import * as events from '#lib/events/service';
import * as monitor from '#lib/monitor/service';
import * as ztp from '#lib/ztp/service';
import { httpEvent } from '../call.ts';
import { given } from '../given.ts';
import { givenLogin } from '../users.ts';
import { as, type Exercises, run } from './exercise.ts';
import { graphqlExercise } from './graphql.ts';

const computeCluster = async (): Promise<string> =>
  String((await as('createComputeCluster', { body: { cpus: 1, memory: 1 } })).body.id);

export const otherExercises: Exercises = {
  startLogin: () => as('startLogin'),
  login: async () => {
    const username = given.name('user');
    await users.add(username, 'correct horse battery');
    const { cookies = [] } = await as('startLogin');
    const token = /csrftoken=([^;]+)/.exec(cookies.join())?.[1] ?? '';
    for (const password of ['wrong', 'correct horse battery'])
      await as('login', {
        body: { username, password },
        headers: { 'x-csrf-token': token },
        cookies: [`csrftoken=${token}`],
      });
  },
  createToken: () => as('createToken', { body: { name: given.name('token'), scope: 'all' } }),
  listTokens: async () => {
    const { headers, user } = await givenLogin();
    await tokens.create(user, { name: 'one', scope: 'all' });
    await as('listTokens', { headers });
  },
  deleteToken: async () => {
    const { headers, user } = await givenLogin();
    await tokens.create(user, { name: 'one', scope: 'all' });
    await as('deleteToken', { headers, params: { name: 'one' } });
  },
  logout: async () => as('logout', { headers: (await givenLogin()).headers }),
  createComputeCluster: computeCluster,
  listComputeClusters: () => as('listComputeClusters'),
  getComputeCluster: async () => as('getComputeCluster', { params: { id: await computeCluster() } }),
  deleteComputeCluster: async () => as('deleteComputeCluster', { params: { id: await computeCluster() } }),
  getComputeQuota: () => as('getComputeQuota'),
  listEvents: async () => {
    const subject = given.name('server');
    const change = { id: subject, sequence: '1', at: iso(), after: { type: 'server', id: subject, name: subject } };
    await events.record([change]);
    await as('listEvents');
    await as('listEvents', { query: { subject } });
  },
  importServers: async () => {
    const [first, second] = [given.name('server'), given.name('server')];
    await monitor.add(first, given.ip());
    await as('importServers', { body: `name,ip,parent\n${first},10.0.0.9,\n${second},10.0.0.9,${first}\n` });
  },
  importDevices: async () => {
    const [first, second] = [given.mac(), given.mac()];
    await ztp.register(first, { ip: given.ip() });
    await as('importDevices', { body: `id,ip\n${first},10.0.0.9\n${second},10.0.0.9\n` });
  },
  searchAll: () => as('searchAll', { query: { q: 'x' } }),
  getOpenapi: () => run('getOpenapi', httpEvent('GET /openapi.json')),
  getApidocs: () => as('getApidocs'),
  getApidocsFile: () => as('getApidocsFile', { params: { file: 'swagger-ui.css' } }),
  getPage: () => as('getPage'),
  getPageFile: () => as('getPageFile', { params: { file: 'main.js' } }),
  // HTTP APIs tell `/x` from `/x/`: the other form of every endpoint comes here.
  fallback: async () => {
    for (const { route, path } of endpoints) {
      const asked = path.replace(/\{.*?\}/g, 'x');
      const rawPath = asked.endsWith('/') && asked !== '/' ? asked.slice(0, -1) : `${asked}/`;
      await run('fallback', { ...httpEvent(route), rawPath, routeKey: '$default' });
    }
  },
  postGraphql: graphqlExercise,
};
