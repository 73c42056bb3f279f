import pLimit from 'p-limit';
import { batchWrite } from '#lib/db/batch';
import { deviceKey, deviceListed, freeResource, resourceKey } from '#lib/db/keys';

const aDevice = (n: number) => {
  const id = `filler-${String(n).padStart(8, '0')}`;
  const at = '2026-11-20T12:00:00.000Z';
  return {
    ...{ ...deviceKey(id), ...deviceListed(id), type: 'device', id, ip: '10.0.0.1', name: 'filler', userdata: '' },
    ...{ registeredAt: at, lastRegisteredAt: at, registrationId: 'filler', registrations: 1 },
  };
};

const aResource = (n: number) => {
  const pool = `filler-${n % 1000}`;
  const id = crypto.randomUUID();
  return {
    ...{ ...resourceKey(pool, id), ...freeResource(pool, id), type: 'resource', pool, id, ip_address: '10.0.0.1' },
    ...{ status: 'RELEASED', born: 'filler' },
  };
};

const AT_ONCE = 400;
let filled = 0;

/** Fills the table up to so many items: devices and free resources of other pools, all of them in the index as well. */
export const fillTo = async (count: number): Promise<void> => {
  const pieces: number[] = [];
  for (; filled < count; filled += AT_ONCE) pieces.push(filled);
  await pLimit(4).map(pieces, (first) =>
    batchWrite(
      Array.from({ length: AT_ONCE }, (_, i) => ({
        put: (first + i) % 2 === 0 ? aDevice(first + i) : aResource(first + i),
      })),
    ),
  );
};
