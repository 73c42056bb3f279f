/** Every type of event, by its area. The documents and the filters know no others. */
export const EVENT_TYPES = [
  ...['device.registered', 'device.updated', 'device.enrolled', 'device.failed', 'device.retired'],
  ...['exec.succeeded', 'exec.failed'],
  ...['pool.created', 'pool.deleted', 'pool.exhausted', 'pool.updated'],
  ...['address.allocated', 'address.released', 'address.added', 'address.removed'],
  ...['server.added', 'server.updated', 'server.deleted', 'server.up', 'server.down'],
  ...['machine.created', 'machine.updated', 'machine.operated', 'machine.deleted'],
  ...['cluster.created', 'cluster.updated', 'cluster.deleted'],
  ...['rule.changed', 'rule.deleted'],
  ...['compute.created', 'compute.deleted'],
  ...['user.created', 'user.updated', 'user.disabled', 'user.enabled', 'user.logged-in', 'user.logged-out'],
  ...['token.created', 'token.deleted'],
  ...['webhook.created', 'webhook.updated', 'webhook.deleted'],
] as const;

/** `server.down`, or with a star at its end what begins so: `server.*`, `*`. */
export const TYPE_PATTERN = /^(\*|[a-z]+(\.([a-z-]+\*?|\*))?)$/;

/** Whether a type is meant by a pattern. The name of an area alone means all of its types. */
export const isMeant = (pattern: string, type: string): boolean => {
  if (pattern.endsWith('*')) return type.startsWith(pattern.slice(0, -1));
  return type === pattern || type.startsWith(`${pattern}.`);
};
