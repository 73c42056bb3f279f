import type { Engine } from '#tools/local/engine';

export default async (): Promise<void> => {
  await (globalThis as { engineUnderTest?: Engine }).engineUnderTest?.stop();
};
