/**
 * What packaging puts in the place of `node:stream/web` and `node:stream/promises`: Middy imports both for handlers that
 * answer as a stream, which none of ours does, and to load them takes 3 ms of every first call.
 */
export const ReadableStream = {
  [Symbol.hasInstance]: (value: unknown): boolean => value instanceof globalThis.ReadableStream,
};

export const pipeline: typeof import('node:stream/promises').pipeline = (...streams: unknown[]) =>
  Reflect.apply(process.getBuiltinModule('node:stream/promises').pipeline, undefined, streams);
