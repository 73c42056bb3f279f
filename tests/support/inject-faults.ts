import { AsyncLocalStorage } from 'node:async_hooks';
import { documentClient } from '#lib/db/client';

/** What a request is called and asks, and how it goes on to the engine. */
export interface InjectOptions {
  command: string;
  // biome-ignore lint/suspicious/noExplicitAny: requests of every kind pass here; a test knows which one it disturbs
  input: any;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  proceed: () => Promise<any>;
}

/**
 * Makes trouble that engines on one machine do not make: `meddle` sees every request of this process on its way to the
 * real engine, and may change it, refuse it or let it proceed. Gives the function that ends the trouble.
 */
export const injectFaults = (meddle: (passing: InjectOptions) => Promise<unknown>): (() => void) => {
  const { middlewareStack } = documentClient();
  middlewareStack.add(
    (next, context) => async (args) => {
      const proceed = async () => ((await next(args)) as { output: object }).output;
      const command = String((context as { commandName?: string }).commandName).replace(/Command$/, '');
      return { response: {}, output: await meddle({ command, input: args.input, proceed }) } as never;
    },
    { step: 'initialize', name: 'disturbance', priority: 'low' },
  );
  return () => middlewareStack.remove('disturbance');
};

type Meddle = (passing: InjectOptions) => Promise<unknown>;
const troubled = new AsyncLocalStorage<Meddle>();
let isWatching = false;

/** Makes trouble for the requests of one call alone, while others beside it have none. Gives what the call gives. */
export const inTrouble = <T>(meddle: Meddle, call: () => Promise<T>): Promise<T> => {
  if (!isWatching)
    injectFaults((passing) => (troubled.getStore() ?? (({ proceed }: InjectOptions) => proceed()))(passing));
  isWatching = true;
  return troubled.run(meddle, call);
};
