import startEngine from './engine-setup.ts';
import { makePackage } from './packaged.ts';

/** Contract tests look at what would be deployed, and call it on an engine. */
export default async (): Promise<void> => {
  await startEngine();
  process.env.MUSTER_TEST_PACKAGE = await makePackage();
};
