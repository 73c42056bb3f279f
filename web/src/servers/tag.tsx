import { useEffect, useRef } from 'preact/hooks';
import { Dialog } from '../components/dialog.tsx';
import { Field, Form } from '../components/form.tsx';
import { api } from '../core/api.ts';
import { doToEach } from '../core/each.ts';
import { labelsIn } from '../core/fields.ts';
import { useForm } from '../core/form.ts';
import { counted } from '../core/format.ts';
import type { Server } from '../core/model.ts';
import { allPages } from '../core/pages.ts';
import { notify } from '../core/toasts.ts';
import type { Chosen } from './operate.tsx';

interface Props {
  chosen: Chosen;
  onClose: (begun: boolean) => void;
}

const serversOf = async (chosen: Chosen): Promise<readonly Server[]> =>
  'servers' in chosen
    ? chosen.servers
    : allPages((cursor) => api('GET /servers', { query: { tag: chosen.tag, limit: 1000, cursor } }));

const changed = (tags: readonly string[], add: readonly string[], remove: readonly string[]): string[] => [
  ...new Set([...tags, ...add].filter((tag) => !remove.includes(tag))),
];

const isChanged = ({ tags = [] }: Server, after: readonly string[]): boolean =>
  tags.length !== after.length || tags.some((tag) => !after.includes(tag));

/** Gives many servers tags, and takes tags from them; closing stops what has not begun. */
export const TagServers = ({ chosen, onClose }: Props) => {
  const stop = useRef(new AbortController());
  useEffect(() => () => stop.current.abort(), []);
  const form = useForm({ add: '', remove: '' }, async (typed) => {
    const [add, remove] = [labelsIn(typed.add), labelsIn(typed.remove)];
    if (add.length + remove.length === 0) throw new Error('Type a tag to add, or one to remove.');
    const outcomes = await doToEach(
      (await serversOf(chosen)).filter((server) => isChanged(server, changed(server.tags ?? [], add, remove))),
      ({ name }) => name,
      ({ name, tags = [] }) =>
        api('PUT /servers/{name}', { params: { name }, body: { tags: changed(tags, add, remove) } }),
      { signal: stop.current.signal, onProgress: () => undefined },
    );
    const refused = outcomes.filter((outcome) => outcome.refused);
    if (refused.length > 0) throw new Error(refused.map(({ name, refused: why }) => `${name}: ${why}`).join('; '));
    notify(
      outcomes.length > 0
        ? `The tags of ${counted(outcomes.length, 'server')} are changed.`
        : 'No tag had to be changed: all of them are as asked.',
    );
    onClose(true);
  });
  const title = 'servers' in chosen ? counted(chosen.servers.length, 'server') : `all servers tagged ${chosen.tag}`;
  return (
    <Dialog title={`Tags of ${title}`} onClose={() => onClose(false)}>
      <Form form={form} action="Change tags" onCancel={() => onClose(false)}>
        <Field form={form} name="add" label="Add" hint="Separated by commas, such as web, rack-3" />
        <Field form={form} name="remove" label="Remove" hint="Servers without them stay as they are." />
      </Form>
    </Dialog>
  );
};
