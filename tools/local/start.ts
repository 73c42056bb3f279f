import { stopChild } from './child.ts';
import { readOptions } from './options.ts';
import { startSampleManager } from './service-manager.ts';
import { startStack } from './stack.ts';

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
  const manager = await startSampleManager(stack.url, (line) => console.log(line));
  const managerLine = manager
    ? '\nManager  the sample on http://localhost:4000, until SERVICE_MANAGER_URL names another'
    : '';
  console.log(`API      ${stack.url}
Docs     ${stack.url}/apidocs/
Page     ${stack.url}/ui/
Engine   ${stack.engine.name} at ${stack.engine.endpoint}
Data     ${options.dataDir ?? 'in memory, gone at the end'}
Log      ${stack.logFile}${managerLine}
Muster is ready`);
  const failure = await Promise.race([wanted, stack.failed]);
  if (manager) await stopChild(manager);
  await stack.stop();
  if (failure) giveUp(new Error(failure));
  process.exit(0);
};

main().catch(giveUp);
