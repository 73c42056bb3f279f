import { changed, pick, textOf } from '#lib/events/images';
import type { Derivation, Happening, Images } from '#lib/events/model';

const happening = (what: string, image: Images['after'], data: Record<string, unknown>): Happening => ({
  type: `webhook.${what}`,
  subject: textOf(image, 'name'),
  text: `Webhook ${textOf(image, 'name')} was ${what}`,
  data: { webhook: image?.name, ...data },
});

/** Addresses of webhooks are often secrets: that one changed is told, and not to what. */
const SHOWN = ['types', 'enabled'];

/** What happens to webhooks. */
export const webhookEvents: Derivation = ({ before, after }) => {
  if (after === undefined) return [happening('deleted', before, {})];
  if (before === undefined) return [happening('created', after, pick(after, SHOWN))];
  const data = {
    ...changed({ before, after }, SHOWN),
    ...(before.url !== after.url && { url_changed: true }),
    ...(before.secret !== after.secret && { secret_rotated: true }),
  };
  return Object.keys(data).length > 0 ? [happening('updated', after, data)] : [];
};
