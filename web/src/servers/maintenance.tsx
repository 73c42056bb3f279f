import { Act } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { Field, Form } from '../components/form.tsx';
import { api } from '../core/api.ts';
import { serverNow } from '../core/clock.ts';
import { entriesIn, labelsIn } from '../core/fields.ts';
import { useForm } from '../core/form.ts';
import { dateTime } from '../core/format.ts';
import { allPages } from '../core/pages.ts';
import { notify } from '../core/toasts.ts';
import { usePolling } from '../core/use-polling.ts';
import type { Chosen } from './operate.tsx';

const EVERY_MS = 30_000;
const HOUR_MS = 3_600_000;

/** A time as the browser's own field has it: by the reader's clock, to the minute. */
const localTime = (ms: number): string =>
  new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);

/** What is no time goes as it is, so that the API says what is wrong with it. */
const isoTime = (text: string): string => (Number.isNaN(Date.parse(text)) ? text : new Date(text).toISOString());

/** Windows that are not over yet, each with the way to end it. */
const Windows = () => {
  const live = usePolling(() => allPages((cursor) => api('GET /maintenance', { query: { cursor } })), {
    everyMs: EVERY_MS,
  });
  const open = (live.data ?? []).filter(({ until }) => Date.parse(until) > serverNow());
  if (open.length === 0) return null;
  return (
    <ul class="lines" aria-label="Maintenance windows">
      {open.map(({ name, from, until, tags = [], servers = [] }) => (
        <li key={name}>
          <span class="strong">{name}</span>
          <span class="why">
            {[...tags.map((tag) => `tag ${tag}`), ...servers].join(', ')}, {dateTime(from)} to {dateTime(until)}
          </span>
          <Act
            look="quiet"
            label={`End ${name}`}
            run={async () => {
              await api('DELETE /maintenance/{name}', { params: { name } });
              notify(`${name} is over.`);
              await live.refresh();
            }}
          >
            End
          </Act>
        </li>
      ))}
    </ul>
  );
};

interface Props {
  /** What the new window is for, to begin with. */
  chosen: Chosen | undefined;
  onClose: (begun: boolean) => void;
}

/** Sets a maintenance window, and shows those that there are. */
export const Maintenance = ({ chosen, onClose }: Props) => {
  const now = serverNow();
  const form = useForm(
    {
      name: '',
      tags: chosen && 'tag' in chosen ? chosen.tag : '',
      servers: chosen && 'servers' in chosen ? chosen.servers.map(({ name }) => name).join('\n') : '',
      from: localTime(now),
      until: localTime(now + HOUR_MS),
    },
    async (typed) => {
      const [tags, servers] = [labelsIn(typed.tags), entriesIn(typed.servers)];
      const name = typed.name.trim();
      await api('PUT /maintenance/{name}', {
        params: { name: name || ' ' },
        body: {
          ...(tags.length > 0 && { tags }),
          ...(servers.length > 0 && { servers }),
          from: isoTime(typed.from),
          until: isoTime(typed.until),
        },
        headers: { 'if-none-match': '*' },
      });
      notify(`Maintenance ${name} is set: alerts wait until it is over.`);
      onClose(true);
    },
    { at: { 412: 'name' } },
  );
  return (
    <Dialog title="Maintenance" onClose={() => onClose(false)}>
      <Form form={form} action="Set window" onCancel={() => onClose(false)}>
        <Field form={form} name="name" label="Name" hint="Such as rack-3-power" />
        <Field form={form} name="tags" label="Servers tagged" hint="Separated by commas" />
        <Field form={form} name="servers" label="Servers by name" kind="lines" hint="One by line" />
        <div class="side-by-side">
          <Field form={form} name="from" label="From" input={{ type: 'datetime-local' }} />
          <Field form={form} name="until" label="Until" input={{ type: 'datetime-local' }} />
        </div>
      </Form>
      <Windows />
    </Dialog>
  );
};
