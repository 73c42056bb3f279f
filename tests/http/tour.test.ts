import { expect, test } from '@jest/globals';
import { run } from '#support/ztp-clients';

test('the tour shows the main job even where a service manager runs already, as beside a plain start', async () => {
  const { port: PORT } = new URL(process.env.MUSTER_TEST_URL ?? '');
  const SERVICE_MANAGER_URL = process.env.MUSTER_TEST_MANAGER_URL;
  const { code, out, err } = await run(process.execPath, ['client/tour.ts'], { PORT, SERVICE_MANAGER_URL });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain(`Another service manager runs at ${SERVICE_MANAGER_URL} already`);
  expect(out).toMatch(/"status":"SUCCEEDED".*\n\nAll as it should be\.\n$/);
});
