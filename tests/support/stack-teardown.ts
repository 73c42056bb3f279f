import type { Stack } from '#lib/local/stack';
import type { ServiceManager } from './service-manager.ts';

interface UnderTest {
  stackUnderTest?: { stack: Stack; manager: ServiceManager };
}

export default async (): Promise<void> => {
  const { stack, manager } = (globalThis as UnderTest).stackUnderTest ?? {};
  await stack?.stop();
  await manager?.stop();
};
