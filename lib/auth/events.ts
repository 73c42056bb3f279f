import { pick, textOf } from '#lib/events/images';
import type { Derivation, Happening, Images } from '#lib/events/model';

const happening = (what: string, image: Images['after'], sentence: string, data = {}): Happening => ({
  type: `user.${what}`,
  subject: textOf(image, 'name'),
  text: `User ${textOf(image, 'name')} ${sentence}`,
  data: { user: image?.id, name: image?.name, ...data },
});

/** What happens to users. Passwords are never told, only that one was changed. */
export const userEvents: Derivation = ({ before, after }) => {
  if (after === undefined) return [];
  if (before === undefined) return [happening('created', after, 'was created', pick(after, ['role']))];
  if (before.disabledAt !== after.disabledAt)
    return [
      after.disabledAt === undefined
        ? happening('enabled', after, 'was enabled')
        : happening('disabled', after, 'was disabled'),
    ];
  const data = {
    ...(before.role !== after.role && { role: after.role ?? 'operator' }),
    ...(before.password !== after.password && { password_changed: true }),
  };
  return Object.keys(data).length > 0 ? [happening('updated', after, 'was updated', data)] : [];
};

const session = (what: 'logged-in' | 'logged-out', image: Images['after']): Happening => ({
  type: `user.${what}`,
  subject: textOf(image, 'name'),
  text: `User ${textOf(image, 'name')} ${what.replace('-', ' ')}`,
  data: { user: image?.user, name: image?.name },
  actor: { user: textOf(image, 'name') },
});

/** What happens to tokens: those of logins are told as what their user did, those with a label as tokens. */
export const tokenEvents: Derivation = ({ before, after }) => {
  if (before !== undefined && after !== undefined) return [];
  const image = after ?? before;
  if (image?.label === undefined) {
    if (after) return [{ ...session('logged-in', after), at: textOf(after, 'createdAt') }];
    // One that has expired, or ended with all others of its user, was not logged out.
    return (before?.by as { deletes?: true } | undefined)?.deletes ? [session('logged-out', before)] : [];
  }
  const what = after ? 'created' : 'deleted';
  return [
    {
      type: `token.${what}`,
      subject: textOf(image, 'label'),
      text: `Token ${textOf(image, 'label')} of ${textOf(image, 'name')} was ${what}`,
      data: { token: image.label, user: image.name, ...pick(image, ['scope']) },
    },
  ];
};
