import { iso } from '#lib/core/clock';
import { announce } from '#lib/monitor/service/alerts';

/** An alert that waits to be sent; its id. */
export const alerted = async (): Promise<string> => {
  const server = crypto.randomUUID();
  const change = { at: iso(), from: 'UP', to: 'DOWN' } as const;
  await announce([{ server, name: 'x', ip: '10.0.0.1', change }], { give: async () => {} });
  return `${server}-${Date.parse(change.at)}`;
};
