import type { Entry } from './model.ts';

type Image = Readonly<Record<string, unknown>>;

const textOf = (image: Image, name: string): string => (image[name] === undefined ? '' : String(image[name]));

const textsOf = (image: Image, ...names: string[]): string[] =>
  names.flatMap((name) => {
    const value = image[name];
    if (Array.isArray(value)) return value.map(String);
    return value === undefined || value === null ? [] : [String(value)];
  });

const named = (name: string, more: string): string => (more === '' || more === name ? name : `${name} (${more})`);

const at = (path: string, id: string): string => `${path}/${encodeURIComponent(id)}`;

/** What is found of an item, by the item's type; undefined for what is not found. */
const ENTRIES: Readonly<Record<string, (image: Image) => Entry | undefined>> = {
  server: (image) => {
    const name = textOf(image, 'name');
    const terms = textsOf(image, 'name', 'id', 'ip', 'tags');
    return { kind: 'server', id: name, text: named(name, textOf(image, 'ip')), href: at('/servers', name), terms };
  },
  device: (image) => {
    const id = textOf(image, 'id');
    // A MAC address is found in any spelling of its first digits.
    const bare = /^[0-9a-f]{2}([:.-]?[0-9a-f]{2}){5}$/i.test(id) ? [id.replace(/[^0-9a-f]/gi, '')] : [];
    const terms = [...textsOf(image, 'id', 'name', 'ip', 'tags'), ...bare];
    return { kind: 'device', id, text: named(id, textOf(image, 'name')), href: at('/ztp/devices', id), terms };
  },
  pool: (image) => {
    const id = textOf(image, 'id');
    if (image.stage === 'REMOVING') return undefined;
    const terms = textsOf(image, 'id', 'name');
    return { kind: 'pool', id, text: named(id, textOf(image, 'name')), href: at('/api/pools', id), terms };
  },
  resource: (image) => {
    if (image.status !== 'ALLOCATED') return undefined;
    const [pool, id, ip] = ['pool', 'id', 'ip_address'].map((name) => textOf(image, name)) as [string, string, string];
    const text = `${named(ip, textOf(image, 'owner'))} of pool ${pool}`;
    const href = `${at('/api/pools', pool)}${at('/resource', id)}`;
    return { kind: 'address', id, text, href, terms: textsOf(image, 'ip_address', 'owner') };
  },
  machine: (image) => {
    const id = textOf(image, 'id');
    const terms = textsOf(image, 'id', 'name', 'ipv4', 'ipv6', 'tags');
    return {
      kind: 'machine',
      id,
      text: named(textOf(image, 'name'), textOf(image, 'ipv4')),
      href: at('/api/v1/machines', id),
      terms,
    };
  },
  'cloud-cluster': (image) => {
    const id = textOf(image, 'id');
    if (image.sealed_at !== undefined) return undefined;
    return {
      kind: 'cluster',
      id,
      text: textOf(image, 'name'),
      href: at('/api/v1/clusters', id),
      terms: textsOf(image, 'id', 'name'),
    };
  },
};

/** What is found of an item; undefined where there is nothing to be found. */
export const entryOf = (image: Image | undefined): Entry | undefined => image && ENTRIES[String(image.type)]?.(image);

/** As texts are compared: small letters, without the differences that only bytes have. */
export const folded = (text: string): string => [...text.normalize('NFKC').toLowerCase().trim()].slice(0, 200).join('');

/** The terms of an entry, each once, as they are looked up. */
export const termsOf = ({ terms }: Entry): string[] => [...new Set(terms.map(folded).filter((term) => term !== ''))];
