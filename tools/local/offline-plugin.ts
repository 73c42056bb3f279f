import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { settings } from '#lib/core/settings';
import { bridgeGateway, bridgeLambda } from './gateway-bridge.ts';
import type { HapiServer } from './hapi.ts';
import { leanOffline, type OfflineServerless, quietOffline } from './lean-lambda.ts';
import { readOptions } from './options.ts';
import { READY } from './ready.ts';
import { tidyMemory } from './tidy-memory.ts';

/** Smaller answers fit into one packet as they are. */
const COMPRESSED_FROM_BYTES = 1024;

/** By then what fell due while the stack was down has been handed on, too. */
const SETTLED_AFTER_MS = 3000;

/** And by then what runs each minute has been loaded, and has run. */
const SCHEDULED_AFTER_MS = 70_000;

const require = createRequire(import.meta.url);

/** Puts our bridge into the HTTP server that serverless-offline is about to make, before it imports its maker. */
const bridgeEveryServer = (): void => {
  const fromOffline = createRequire(require.resolve('serverless-offline'));
  const hapi = fromOffline('@hapi/hapi') as { Server: (options: { port: number }) => HapiServer };
  const make = hapi.Server;
  const { lambdaPort, hosts } = readOptions(process.env);
  const guard = { hosts, origins: settings().CORS_ORIGINS };
  const folder = dirname(process.env.MUSTER_CHECKPOINT ?? '');
  hapi.Server = function Server(options: { port: number }) {
    const server = make({ ...options, compression: { minBytes: COMPRESSED_FROM_BYTES } } as { port: number });
    return Number(options.port) === lambdaPort ? bridgeLambda(server, folder) : bridgeGateway(server, guard);
  };
};

/** Serverless plugin of the local stack; stands first in the list, so that its hooks run before the others'. */
export default class OfflinePlugin {
  readonly hooks: Record<string, () => Promise<void>>;

  constructor(serverless: OfflineServerless) {
    bridgeEveryServer();
    this.hooks = {
      'before:offline:start:init': () => leanOffline(serverless),
      'offline:start:ready': async () => {
        await quietOffline();
        for (const ms of [SETTLED_AFTER_MS, SCHEDULED_AFTER_MS]) setTimeout(tidyMemory, ms).unref();
        process.stdout.write(`${READY}\n`);
      },
    };
  }
}
