import { expect, test } from '@jest/globals';
import { given } from '#support/given';
import { eventually, managerCalls, request } from '#support/request';

test('a machine gets an address, registers with it, and the service manager is told', async () => {
  const pool = given.poolId();
  const ip = given.ip();
  await request('PUT', `/api/pools/${pool}`, { body: { name: 'rack', resources: [ip] } });
  const allocated = await request('PUT', `/api/pools/${pool}/allocate`);
  expect(allocated).toMatchObject({ status: 200, body: { ip_address: ip, status: 'ALLOCATED' } });

  const mac = given.mac();
  const registered = await request('PUT', `/ztp/register/${mac}`, { body: { ip } });
  expect(registered).toMatchObject({ status: 201, body: { ip, name: '', userdata: '' } });
  expect(await request('GET', `/ztp/check/${mac}`)).toMatchObject({
    status: 200,
    body: { ip, name: '', userdata: '' },
  });

  const [call] = await eventually(
    () => managerCalls(ip),
    (calls) => calls.length > 0,
  );
  expect(call).toMatchObject({ ip, method: 'GET' });
});
