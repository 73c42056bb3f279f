import { type Driver, type Means, one, pick } from './driver.ts';

const MOST = 20;

/** Logs in as a page does: the cookie, and the same value in a header. */
const login = async (ask: Means['ask'], username: string): Promise<string> => {
  const { headers } = await ask('begin a login', 'GET', '/token/login/', { expected: [204] });
  const [cookie = ''] = (headers.get('set-cookie') ?? '').split(';');
  const answer = await ask('log in', 'POST', '/token/login/', {
    body: { username, password: 'hunter2' },
    headers: { cookie, 'X-CSRF-Token': cookie.split('=')[1] ?? '' },
    expected: [200],
  });
  return answer.body.auth_token;
};

/** A user's worker: it logs in and out, makes clusters and deletes them, and never sees another user's. */
export const computeDriver =
  (username: string, other: string) =>
  ({ ask, wrong }: Means): Driver => {
    const ids = new Set<string>();
    let token: string | undefined;
    const mine = async () => {
      token ??= await login(ask, username);
      return { headers: { Authorization: `Token ${token}` } };
    };

    const create = async (): Promise<void> => {
      if (ids.size >= MOST) return;
      const body = { cpus: 1 + Math.floor(Math.random() * 4), memory: 0.1 * (1 + Math.floor(Math.random() * 9)) };
      const answer = await ask('create', 'POST', '/clusters/', { ...(await mine()), body, expected: [201] });
      ids.add(answer.body.id);
    };
    const remove = async (): Promise<void> => {
      const id = pick([...ids]);
      if (id === undefined) return;
      ids.delete(id);
      await ask('delete', 'DELETE', `/clusters/${id}`, { ...(await mine()), expected: [204] });
      await ask('read', 'GET', `/clusters/${id}`, { ...(await mine()), expected: [404] });
    };
    const quota = async (): Promise<void> => {
      await ask('quota', 'GET', '/clusters/quota', { ...(await mine()), expected: [200] });
    };
    const leave = async (): Promise<void> => {
      const { headers } = await mine();
      token = undefined;
      await ask('log out', 'POST', '/token/logout/', { headers, expected: [204] });
      await ask('list with a dead token', 'GET', '/clusters/', { headers, expected: [401] });
    };

    const check = async (): Promise<void> => {
      const { body } = await ask('list', 'GET', '/clusters/', { ...(await mine()), expected: [200] });
      const known = new Set((body as { id: string }[]).map(({ id }) => id));
      for (const id of ids) if (!known.has(id)) wrong(`${username} has lost cluster ${id}`);
      const theirs = { headers: { Authorization: `Token ${await login(ask, other)}` } };
      for (const id of ids) await ask("read somebody's", 'GET', `/clusters/${id}`, { ...theirs, expected: [404] });
      for (const id of [...ids])
        await ask('delete', 'DELETE', `/clusters/${id}`, { ...(await mine()), expected: [204] });
    };
    const turn = (): Promise<void> =>
      one([
        [3, create],
        [3, remove],
        [2, quota],
        [0.3, leave],
      ]);
    return { turn, check };
  };
