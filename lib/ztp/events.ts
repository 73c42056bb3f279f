import { changed, pick, textOf } from '#lib/events/images';
import type { Derivation, Happening, Images } from '#lib/events/model';

const named = (image: Images['after']): string => {
  const [id, name] = [textOf(image, 'id'), textOf(image, 'name')];
  return name === '' || name === id ? id : `${name} (${id})`;
};

const happening = (what: string, image: Images['after'], data: Record<string, unknown>): Happening => ({
  type: `device.${what}`,
  subject: textOf(image, 'id'),
  text: `Device ${named(image)} ${what === 'registered' ? 'registered' : `was ${what}`}`,
  data: { device: textOf(image, 'id'), ...data },
});

/** Userdata may hold secrets: that it changed is told, and not to what. */
const SHOWN = ['ip', 'name', 'tags'];

/** What happens to devices. */
export const deviceEvents: Derivation = ({ before, after }) => {
  if (after === undefined)
    return [happening('retired', before, { ...pick(before, SHOWN), ...(before?.given as object) })];
  const isRegistration = before?.registrationId !== after.registrationId;
  if (isRegistration)
    return [
      {
        ...happening('registered', after, pick(after, [...SHOWN, 'registrations'])),
        actor: { device: textOf(after, 'id') },
        at: textOf(after, 'lastRegisteredAt'),
      },
    ];
  const edited = changed({ before, after }, SHOWN) ?? {};
  const isOtherUserdata = before?.userdata !== after.userdata;
  if (Object.keys(edited).length === 0 && !isOtherUserdata) return [];
  return [happening('updated', after, { ...edited, ...(isOtherUserdata && { userdata_changed: true }) })];
};

const ENDED = ['SUCCEEDED', 'FAILED'];

/** What becomes of exec calls: one event when a call has ended, however often it was tried. */
export const execEvents: Derivation = ({ before, after }) => {
  const status = textOf(after, 'status');
  if (after?.kind !== 'exec' || !ENDED.includes(status) || before?.status === status) return [];
  const { device, ip } = after.details as { device?: string; ip?: string };
  const last = (after.tries as Record<string, unknown>[] | undefined)?.at(-1);
  const what = status.toLowerCase();
  return [
    {
      type: `exec.${what}`,
      subject: device ?? textOf(after, 'owner'),
      text: `The exec call of ${device} (${ip}) ${what}`,
      data: {
        device,
        ip,
        exec: after.id,
        attempts: after.attempts,
        http_status: last?.http_status ?? null,
        error: after.reason ?? last?.error ?? null,
      },
      actor: { system: 'exec' },
      at: textOf(after, 'dueAt'),
    },
  ];
};
