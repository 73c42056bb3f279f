import type { Engine } from '#lib/local/engine';

export default async (): Promise<void> => {
  await (globalThis as { engineUnderTest?: Engine }).engineUnderTest?.stop();
};
