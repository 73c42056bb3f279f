import { startEngine } from '#tools/local/engine';
import { readOptions } from '#tools/local/options';

/** One engine in memory for all workers: embedded, or AWS's with `DYNAMODB_ENGINE=dynamodb-local`. */
export default async (): Promise<void> => {
  // Two kinds of tests need an engine; whichever comes first starts it for both.
  if (process.env.MUSTER_TEST_ENGINE) return;
  const { engine: kind } = readOptions(process.env);
  const engine = await startEngine(kind, undefined);
  process.env.MUSTER_TEST_ENGINE = engine.endpoint;
  Object.assign(globalThis, { engineUnderTest: engine });
};
