import { changed, pick, textOf } from '#lib/events/images';
import type { Derivation, Happening, Images } from '#lib/events/model';

const happening = (what: string, image: Images['after'], data: Record<string, unknown>): Happening => ({
  type: `server.${what}`,
  subject: textOf(image, 'name'),
  text: `Server ${textOf(image, 'name')} (${textOf(image, 'ip')}) was ${what}`,
  data: { server: image?.id, name: image?.name, ...data },
});

const EDITABLE = ['ip', 'paused', 'tags', 'probe', 'parent'];

/** What operators do to servers. */
export const serverEvents: Derivation = ({ before, after }) => {
  if (after === undefined) return [happening('deleted', before, pick(before, EDITABLE))];
  // A name may be used again: then the item of one server becomes that of another.
  if (before !== undefined && before.id !== after.id)
    return [happening('deleted', before, pick(before, EDITABLE)), happening('added', after, pick(after, EDITABLE))];
  if (before === undefined) return [happening('added', after, pick(after, [...EDITABLE, 'renamedFrom']))];
  const edited = changed({ before, after }, EDITABLE);
  return edited ? [happening('updated', after, edited)] : [];
};

/** What sweeps find: one event for each change of state to UP or DOWN. */
export const serverChangeEvents: Derivation = ({ before, after }) => {
  const to = textOf(after, 'to');
  if (before !== undefined || after?.name === undefined || !['UP', 'DOWN'].includes(to)) return [];
  return [
    {
      type: `server.${to.toLowerCase()}`,
      subject: textOf(after, 'name'),
      text: `${textOf(after, 'name')} (${textOf(after, 'ip')}) is ${to}, it was ${textOf(after, 'from')}`,
      data: { server: after.server, ...pick(after, ['name', 'ip', 'from', 'to', 'maintenance']), since: after.at },
      actor: { system: 'sweep' },
      at: textOf(after, 'at'),
    },
  ];
};
