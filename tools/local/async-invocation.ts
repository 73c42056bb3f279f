import { setImmediate as nextTurn } from 'node:timers/promises';

interface InvocationAnswer {
  StatusCode: number;
  Payload?: unknown;
}

/** As much of serverless-offline's `InvocationsController` as is replaced here. */
interface InvocationsController {
  invoke(name: string, type: string | undefined, ...rest: unknown[]): Promise<InvocationAnswer>;
}

/**
 * An asynchronous invocation (`Event`) is answered 202 at once, and its failure is logged, as on Lambda. By itself
 * serverless-offline lets it become an unhandled rejection, which ends the process with all functions in it. It is not
 * tried again: whatever Muster starts so, a schedule takes up when it is due.
 */
export const containFailures = (controller: InvocationsController): void => {
  const { invoke } = controller;
  controller.invoke = async function contained(name, type, ...rest) {
    if (type !== 'Event') return invoke.call(this, name, type, ...rest);
    const answer = invoke.call(this, name, 'RequestResponse', ...rest);
    // A function that is not there is told before any other has begun.
    const first = await Promise.race([answer, nextTurn(undefined)]);
    return first?.StatusCode === 404 ? first : { Payload: '', StatusCode: 202 };
  };
};
