import { documentClient } from '#lib/db/client';

/** What a request is called and asks, and how it goes on to the engine. */
interface Passing {
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
export const disturb = (meddle: (passing: Passing) => Promise<unknown>): (() => void) => {
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
