import { api } from '../core/api.ts';
import type { Hit } from '../core/model.ts';
import { goTo } from '../core/route.ts';
import { notify, notifyError } from '../core/toasts.ts';
import { task } from './tasks.tsx';

export interface Option {
  key: string;
  group: string;
  text: string;
  sub?: string;
  run: () => void;
}

const goingTo = (text: string, ...path: string[]): Option => ({
  key: `go ${text}`,
  group: 'Views',
  text,
  run: () => goTo(path),
});

const doing = (text: string, run: () => void): Option => ({ key: `do ${text}`, group: 'Actions', text, run });

/** What can be done without naming a thing. */
const ACTIONS: readonly Option[] = [
  goingTo('Overview'),
  goingTo('Fleet', 'fleet'),
  goingTo('Rules', 'rules'),
  goingTo('Servers', 'servers'),
  goingTo('Pools', 'pools'),
  goingTo('Devices', 'devices'),
  goingTo('Machines', 'machines'),
  goingTo('Compute', 'compute'),
  goingTo('Events', 'events'),
  goingTo('Webhooks', 'webhooks'),
  goingTo('Tokens', 'tokens'),
  goingTo('Import', 'import'),
  doing('Add a server', () => {
    task.value = { do: 'add-server' };
  }),
  doing('Create a pool', () => {
    task.value = { do: 'create-pool' };
  }),
  doing('Register a device', () => {
    task.value = { do: 'register' };
  }),
  doing('Add a rule', () => goTo(['new-rule'])),
];

/** A word that does something to a thing that is named after it. */
export interface Verb {
  /** What is typed: the word, or the word and what may follow it. */
  words: readonly string[];
  kind: Hit['kind'];
  what: string;
  /** What stands there, of what is found: its id, or for what has a number for an id, its text. */
  text: (found: string) => string;
  run: (id: string) => void;
}

const pausing =
  (paused: boolean) =>
  (name: string): void => {
    const said = paused ? `${name} is paused.` : `${name} is probed again.`;
    void api('PUT /servers/{name}', { params: { name }, body: { paused } }).then(() => {
      notify(said);
      goTo(['servers', name]);
    }, notifyError);
  };

export const VERBS: readonly Verb[] = [
  {
    words: ['allocate', 'in'],
    kind: 'pool',
    what: 'a pool',
    text: (id) => `Allocate an address in ${id}`,
    run: (pool) => {
      task.value = { do: 'allocate', pool };
    },
  },
  { words: ['pause'], kind: 'server', what: 'a server', text: (id) => `Pause ${id}`, run: pausing(true) },
  { words: ['resume'], kind: 'server', what: 'a server', text: (id) => `Resume ${id}`, run: pausing(false) },
  {
    words: ['enrol', 'again'],
    kind: 'device',
    what: 'a device',
    text: (id) => `Enrol ${id} again`,
    run: (id) => {
      void api('POST /fleet/devices/{id}/enroll', { params: { id } }).then(() => {
        notify(`The rules are matched again for ${id}.`);
        goTo(['fleet', id]);
      }, notifyError);
    },
  },
];

/** `allocate in rack-1`, `enrol web-1 again`: the verb, and what it is to be done to. */
export const readVerb = (text: string): { verb: Verb; rest: string } | undefined => {
  const [first = '', ...others] = text.trim().split(/\s+/);
  const verb = VERBS.find(({ words: [word = ''] }) => first.toLowerCase() === word);
  if (!verb) return undefined;
  const isFiller = (word: string | undefined): boolean => verb.words.slice(1).includes(word?.toLowerCase() ?? '');
  const from = isFiller(others[0]) ? 1 : 0;
  const to = others.length > from && isFiller(others.at(-1)) ? -1 : undefined;
  return { verb, rest: others.slice(from, to).join(' ') };
};

/** The actions of which some word begins as each of the typed words does. */
export const actionsFor = (text: string): Option[] => {
  const typed = text.toLowerCase().split(/\s+/).filter(Boolean);
  return ACTIONS.filter((action) => {
    const words = action.text.toLowerCase().split(' ');
    return typed.every((part) => words.some((word) => word.startsWith(part)));
  });
};
