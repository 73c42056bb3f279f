import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Stack } from '#tools/local/stack';
import type { ServiceManager } from './service-manager.ts';

interface UnderTest {
  stackUnderTest?: { stack: Stack; manager: ServiceManager };
}

/** @throws Error when a function of the stack asked for something that its role does not allow. */
const assertNoDenials = (file: string): void => {
  const denials = existsSync(file) ? readFileSync(file, 'utf8') : '';
  rmSync(dirname(file), { recursive: true, force: true });
  if (denials !== '') throw new Error(denials);
};

export default async (): Promise<void> => {
  const { stack, manager } = (globalThis as UnderTest).stackUnderTest ?? {};
  await stack?.stop();
  await manager?.stop();
  const { MUSTER_TEST_DENIALS: file } = process.env;
  delete process.env.MUSTER_TEST_DENIALS;
  if (file) assertNoDenials(file);
};
