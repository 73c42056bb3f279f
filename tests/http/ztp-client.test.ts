import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { given } from '#support/given';
import { startRecipient } from '#support/recipient';
import { request } from '#support/request';
import { describeWith } from '#support/tools';
import { CLIENTS, type Client, run } from '#support/ztp-clients';

const server = process.env.MUSTER_TEST_URL ?? '';

const ownAddresses = Object.values(networkInterfaces())
  .flatMap((infos) => infos ?? [])
  .map(({ address }) => address);

/** What each client does alike. */
const behaves =
  ([command, ...first]: Client['start']) =>
  (): void => {
    const client = (...args: string[]) => run(command, [...first, ...args]);

    test('registers this machine by its own id and address, and prints what the server has', async () => {
      const { code, out, err } = await client(server, '--json');
      expect({ code, err }).toEqual({ code: 0, err: '' });
      const { id, new: isNew, ...registered } = JSON.parse(out);
      expect(typeof isNew).toBe('boolean');
      expect(ownAddresses).toContain(registered.ip);
      expect((await request('GET', `/ztp/check/${encodeURIComponent(id)}`)).body).toEqual(registered);
      const again = await client(server);
      expect(JSON.parse(again.out)).toEqual(registered);
    });

    test('takes the serial number where it is asked to', async () => {
      const { code, out } = await client(server, '--id', 'cpu', '--json');
      expect(code).toBe(0);
      expect(JSON.parse(out).id).toMatch(/^\S{4,}$/);
    });

    test('hands on any text as it is', async () => {
      const id = `${given.name('räck')} #3 %41?&+ 漢😀`;
      const name = 'a "quoted" \\ back\\slash, $(sh) `sh` \'x\' 漢😀';
      const userdata = `two\nlines\r\n\ttab \u0001\u001b\u007f \\u0041 end\n\n`;
      const fields = ['--id', id, '--ip', '2001:DB8::1', '--name', name, '--userdata', userdata];
      const { code, out } = await client(server, ...fields, '--json');
      expect(code).toBe(0);
      expect(JSON.parse(out)).toEqual({ id, new: true, ip: '2001:db8::1', name, userdata });
      expect((await request('GET', `/ztp/check/${encodeURIComponent(id)}`)).body).toEqual({
        ip: '2001:db8::1',
        name,
        userdata,
      });
    });

    test('keeps what it does not name', async () => {
      const id = given.mac();
      await client(server, '--id', id, '--ip=10.0.0.1', '--name=first');
      const { out } = await client(server, '--id', id, '--ip=10.0.0.2');
      expect(JSON.parse(out)).toEqual({ ip: '10.0.0.2', name: 'first', userdata: '' });
    });

    test('a refusal is one sentence and exit code 1', async () => {
      expect(await client(server, '--id', given.mac(), '--ip', 'nonsense')).toEqual({
        code: 1,
        out: '',
        err: 'The server refused the registration (400): ip: must be an IPv4 or IPv6 address\n',
      });
    });

    test.each([
      [[]],
      [['ftp://example.org']],
      [[server, '--nonsense', 'x']],
      [[server, '--wait', 'soon']],
      [[server, 'http://other']],
      [['http://127.0.0.1:9', '--id', 'x', '--ip', '10.0.0.1']],
    ])('%j is one sentence and exit code 1', async (args) => {
      const { code, out, err } = await client(...args);
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err).toMatch(/^[^\n]+\n$/);
    });

    test('waits for a server that is not up yet', async () => {
      const late = await startRecipient((response, nth) => {
        response.statusCode = nth === 1 ? 503 : 201;
        response.end('{"ip":"10.0.0.1","name":"","userdata":""}');
      });
      const { code, out } = await client(late.url, '--id', 'x', '--ip', '10.0.0.1', '--wait', '30');
      await late.stop();
      expect(code).toBe(0);
      expect(JSON.parse(out)).toEqual({ ip: '10.0.0.1', name: '', userdata: '' });
      expect(late.asked.map(({ url }) => url)).toEqual(['/ztp/register/x', '/ztp/register/x']);
      const [first, second] = late.asked.map(({ key }) => key);
      expect(first).toMatch(/^[\w-]{20,}$/);
      expect(second).toBe(first);
    });

    test('shows the enroll secret', async () => {
      const secret = 'a "secret" \\ of sorts';
      const seen: (string | undefined)[] = [];
      const asking = await startRecipient((response, _, { headers }) => {
        seen.push(headers.authorization);
        response.writeHead(200).end('{"ip":"10.0.0.1","name":"","userdata":""}');
      });
      await client(asking.url, '--id', 'x', '--ip', '10.0.0.1', '--enroll-secret', secret);
      await asking.stop();
      expect(seen).toEqual([`Enroll ${secret}`]);
    });

    test('tells once for each change what it waits for, and which step failed', async () => {
      const steps = (state: string, error: string | null) => [
        { step: 'address', state, at: '', attempts: 1, error },
        { step: 'exec', state: 'PENDING', at: '', attempts: 0, error: null },
      ];
      const full = 'Pool "p" has no free address';
      const devices = [
        { state: 'ENROLLING', exec: null, steps: steps('PENDING', null) },
        { state: 'ENROLLING', exec: null, steps: steps('PENDING', full) },
        { state: 'ENROLLING', exec: null, steps: steps('PENDING', full) },
        { state: 'FAILED', exec: null, steps: steps('FAILED', full) },
      ];
      const asking = await startRecipient((response, nth) =>
        response
          .writeHead(nth === 1 ? 201 : 200)
          .end(JSON.stringify(devices[nth - 2] ?? { ip: '10.0.0.1', name: '', userdata: '' })),
      );
      const told = await client(asking.url, '--id', 'x', '--ip', '10.0.0.1', '--enroll', '--json');
      await asking.stop();
      expect({ ...told, out: JSON.parse(told.out) }).toEqual({
        code: 1,
        out: devices[3],
        err: `Waiting for the step address\nWaiting for the step address: ${full}\nThe enrollment failed at its step address: ${full}\n`,
      });
    });

    test('says so where it may not read what became of it', async () => {
      const asking = await startRecipient((response, nth) =>
        response.writeHead(nth === 1 ? 201 : 401).end('{"ip":"10.0.0.1","name":"","userdata":""}'),
      );
      const told = await client(asking.url, '--id', 'x', '--ip', '10.0.0.1', '--enroll');
      await asking.stop();
      expect(told).toEqual({
        code: 1,
        out: '',
        err: 'The machine is registered, but its enrollment is told only to those who show the enroll secret: name it with --enroll-secret.\n',
      });
      expect(asking.asked.map(({ url }) => url)).toEqual(['/ztp/register/x', '/fleet/devices/x']);
    });
  };

for (const { name, needs, start } of CLIENTS) describeWith(...needs)(name, behaves(start));

// BusyBox has an `ip` of its own, which comes before any other.
const shells = CLIENTS.filter(({ needs }) => needs.includes('dash'));

for (const { name, needs, start } of shells)
  describeWith(...needs)(`${name}, with another ip`, () => {
    const [command, ...first] = start;
    /** Runs it where `ip` and `ifconfig` print this. */
    const runWith = async (printed: string) => {
      const folder = mkdtempSync(join(tmpdir(), 'ztp-client-'));
      for (const tool of ['ip', 'ifconfig'])
        writeFileSync(join(folder, tool), `#!/bin/sh\necho '${printed}'\n`, { mode: 0o755 });
      const PATH = `${folder}${delimiter}${process.env.PATH}`;
      const told = await run(command, [...first, server], { PATH });
      rmSync(folder, { recursive: true });
      return told;
    };

    test('has no address where loopback is all there is, and says so', async () => {
      expect(await runWith('dev none0')).toEqual({
        code: 1,
        out: '',
        err: 'This machine has no address but loopback; name one with --ip, or leave it to the server: --ip none.\n',
      });
    });
  });

test('the user data for cloud-init holds the client and its unit as they are', async () => {
  const { code, out } = await run('sh', ['client/cloud-init.sh', 'http://muster.example:3000', 's3cret']);
  expect(code).toBe(0);
  const { write_files: files } = parse(out) as { write_files: { path: string; content: string }[] };
  expect(files).toMatchObject([
    { path: '/etc/default/ztp-client', content: 'MUSTER_URL=http://muster.example:3000\nZTP_ENROLL_SECRET=s3cret\n' },
    { path: '/usr/local/bin/ztp-client', content: readFileSync('client/ztp-client.sh', 'utf8') },
    { path: '/etc/systemd/system/ztp-client.service', content: readFileSync('client/ztp-client.service', 'utf8') },
  ]);
});
