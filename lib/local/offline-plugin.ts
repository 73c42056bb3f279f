import { createRequire } from 'node:module';
import { bridgeGateway } from './gateway-bridge.ts';
import type { HapiServer } from './hapi.ts';

/** The line by which the starter learns that requests, streams and schedules are served. */
export const READY = 'muster: stack is up';

const require = createRequire(import.meta.url);

/** Puts our bridge into the HTTP server that serverless-offline is about to make, before it imports its maker. */
const bridgeEveryServer = (): void => {
  const fromOffline = createRequire(require.resolve('serverless-offline'));
  const hapi = fromOffline('@hapi/hapi') as { Server: (options: object) => HapiServer };
  const make = hapi.Server;
  hapi.Server = function Server(options: object) {
    return bridgeGateway(make({ ...options, compression: false }));
  };
};

/** Serverless plugin of the local stack; stands first in the list, so that its hooks run before the others'. */
export default class OfflinePlugin {
  readonly hooks = {
    'offline:start:ready': () => {
      process.stdout.write(`${READY}\n`);
    },
  };

  constructor() {
    bridgeEveryServer();
  }
}
