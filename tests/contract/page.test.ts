import { brotliCompressSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { buildPage, inputsOfPage } from '../../web/build.ts';

test('the page weighs under 120 kB as it is transferred', async () => {
  const files = [...(await buildPage()).values()];
  const bytes = files.reduce((sum, content) => sum + brotliCompressSync(content).length, 0);
  expect(bytes).toBeLessThan(120_000);
});

test('of our own sources only those of the page, the client and what both sides must know are sent to browsers', async () => {
  const inputs = await inputsOfPage();
  expect(inputs).toContain('lib/http/client.ts');
  expect(
    inputs.filter(
      (path) =>
        !/^(web\/|lib\/(http\/(client|retry)|events\/types|core\/ip|fleet\/(match|patterns)|ztp\/device-key)\.ts$|node_modules\/(preact|@preact|chart\.js|@kurkle|p-limit|yocto-queue)\/)/.test(
          path,
        ),
    ),
  ).toEqual([]);
});

test('the page has nothing inline, which its content security policy would refuse', async () => {
  const html = String((await buildPage()).get('index.html'));
  expect(html).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/);
});
