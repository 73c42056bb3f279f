import { stopChild } from './child.ts';
import { readOptions } from './options.ts';
import { startDefaultManager } from './service-manager.ts';
import { startStack } from './stack.ts';
import { tidyMemory } from './tidy-memory.ts';

/** One plain sentence, and exit code 1. */
const giveUp = (error: unknown): never => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
};

const main = async (): Promise<void> => {
  const options = readOptions(process.env);
  const wanted = new Promise<undefined>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve(undefined));
  });
  const stack = await startStack(options);
  const manager = await startDefaultManager(stack.url, { print: (line) => console.log(line) });
  const managerLine = manager ? `\nManager  ${manager.line}` : '';
  console.log(`API      ${stack.url}
Docs     ${stack.url}/apidocs/
Page     ${stack.url}/ui/
Engine   ${stack.engine.name} at ${stack.engine.endpoint}
Data     ${options.dataDir ?? 'in memory, gone at the end'}
Log      ${stack.logFile}${managerLine}
Muster is ready`);
  tidyMemory();
  const failure = await Promise.race([wanted, stack.failed]);
  if (manager?.child) await stopChild(manager.child);
  await stack.stop();
  if (failure) giveUp(new Error(failure));
  process.exit(0);
};

main().catch(giveUp);
