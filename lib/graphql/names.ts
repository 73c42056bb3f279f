/** `ip_address` -> `ipAddress` */
export const camel = (name: string): string =>
  name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** `ipAddress` -> `ip_address` */
const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Arguments as the endpoints name them, without those that were left out (null counts as such). */
export const asSent = (args: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(args)
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([name, value]) => [snake(name), value]),
  );

/** Arguments that go by another name than what they become. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  limit: 'first',
  cursor: 'after',
  server: 'name',
  'server.name': 'name',
  'server.IP': 'ip',
  resource_id: 'id',
};

/** The path of a fault as a caller of GraphQL knows it: `cool_down_seconds` -> `coolDownSeconds`. */
export const asArgument = (path: string): string => ARGUMENTS[path] ?? path.split('.').map(camel).join('.');
