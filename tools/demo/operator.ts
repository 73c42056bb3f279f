import { setTimeout as sleep } from 'node:timers/promises';

export type Send = (method: string, path: string, body?: object) => Promise<{ status: number; body: unknown }>;

/** Calls a Muster. @throws Error with the answer when it is no success, unless it is 404. */
export const client =
  (url: string): Send =>
  async (method, path, body) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.status >= 400 && response.status !== 404)
      throw new Error(`${method} ${path} was answered ${response.status}: ${text}`);
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  };

interface Wanted {
  mac: string;
  /** The one address of the pool. */
  address: string;
  /** Where the machine finds Muster, and its kernel. */
  musterUrl: string;
  filesUrl: string;
}

/** What the operator says once: where machines of this kind belong, and how they boot. Then one is announced. */
export const prepare = async (send: Send, { mac, address, musterUrl, filesUrl }: Wanted): Promise<void> => {
  await send('PUT', '/api/pools/demo', { name: 'Demo', resources: [address] });
  await send('POST', '/api/v1/clusters', { name: 'demo', region_code: 'A' });
  await send('PUT', '/fleet/rules/demo', {
    match: { mac_prefixes: [mac.slice(0, 8)] },
    address: { pool: 'demo' },
    monitor: {},
    machine: { cluster_name: 'demo' },
    exec: { when: 'enrolled' },
    userdata: '#cloud-config\nhostname: {{name}}\n',
    ipxe: `#!ipxe
kernel ${filesUrl}/vmlinuz console=ttyS0 quiet panic=-1 mitigations=off muster=${musterUrl}
initrd ${filesUrl}/initrd.gz
boot
`,
  });
  await send('PUT', `/ztp/register/${mac}`, { name: 'demo-1' });
};

interface Event {
  id: string;
  at: string;
  text: string;
}

/** Gives what has happened to a device since it was asked last, oldest first. */
export const newsOf = (send: Send, mac: string): (() => Promise<Event[]>) => {
  const told = new Set<string>();
  return async () => {
    const { status, body } = await send('GET', `/fleet/devices/${mac}/timeline`);
    const events = status === 200 ? (body as { items: Event[] }).items.toReversed() : [];
    const news = events.filter(({ id }) => !told.has(id));
    for (const { id } of news) told.add(id);
    return news;
  };
};

const PAUSE_MS = 300;

/** Waits until something is so. @throws Error when that takes too long. */
export const until = async (what: string, isSo: () => Promise<boolean>, withinMs: number): Promise<void> => {
  for (const deadline = Date.now() + withinMs; !(await isSo()); await sleep(PAUSE_MS))
    if (Date.now() > deadline) throw new Error(`It took too long until ${what}.`);
};
