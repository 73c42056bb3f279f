import * as z from 'zod';
import { inPath } from '#lib/core/text';
import { endpoint } from '#lib/http/endpoint';
import { listOf, PageQuery } from '#lib/http/paging';
import { someOf } from '#lib/http/some-of';
import { DeliveryStatus } from '#lib/outbox/model';
import { DeviceId, DeviceView, Exec, Registration } from './model.ts';

const area = 'ztp';
const params = z.object({ id: DeviceId });

export const registerDevice = endpoint('PUT /ztp/register/{id}', {
  name: 'registerDevice',
  area,
  summary: 'A machine registers itself, at every run',
  description:
    '201 the first time, 200 after that. Every registration makes one exec call to the service manager, in the background. What is left out of `name` and `userdata` stays as it was. `ip` may be left out where a rule of the fleet gives the machine an address: then it is that.',
  params: z.object({ id: inPath(DeviceId) }),
  body: Registration.partial().strict(),
  answers: { 201: Registration, 200: Registration },
  creates: { at: '/ztp', by: { id: '$request.path.id' } },
  problems: [400, 401, 409],
  access: 'enroll',
});

export const checkDevice = endpoint('GET /ztp/check/{id}', {
  name: 'checkDevice',
  area,
  summary: 'What the service manager asks: the address of a registered machine',
  params,
  answers: { 200: Registration },
  problems: [400, 404],
});

export const listHosts = endpoint('GET /ztp/mng/list/', {
  name: 'listHosts',
  area,
  summary: 'The ids of all devices, in order',
  query: PageQuery,
  answers: { 200: listOf('hosts', DeviceId).meta({ id: 'Hosts' }) },
  problems: [400],
});

export const editDevice = endpoint('PUT /ztp/mng/{id}', {
  name: 'editDevice',
  area,
  summary: 'Change what a device registered with; makes no exec call',
  params,
  body: someOf(Registration.shape),
  answerHeaders: ['ETag'],
  answers: { 200: Registration },
  problems: [400, 404, 412],
});

export const deleteDevice = endpoint('DELETE /ztp/mng/{id}', {
  name: 'deleteDevice',
  area,
  summary: 'Delete a device, and cancel its pending exec calls',
  params,
  answers: { 204: null },
  problems: [400, 404],
});

export const deleteDeviceByGet = endpoint('GET /ztp/mng/{id}/delete', {
  name: 'deleteDeviceByGet',
  area,
  summary: 'The same as DELETE, for callers that know GET alone',
  params,
  answers: { 204: null },
  problems: [400, 403, 404],
  hasSideEffects: true,
});

export const listDevices = endpoint('GET /ztp/devices', {
  name: 'listDevices',
  area,
  summary: 'All devices in the order of their ids, each with its newest exec call',
  query: PageQuery,
  answers: { 200: listOf('items', DeviceView.omit({ userdata: true })).meta({ id: 'Devices' }) },
  problems: [400],
});

export const getDevice = endpoint('GET /ztp/devices/{id}', {
  name: 'getDevice',
  area,
  summary: 'A device, and what became of its newest exec call',
  description: 'The ETag is that of what can be edited, its tags included.',
  params,
  answerHeaders: ['ETag'],
  answers: { 200: DeviceView },
  problems: [400, 404],
});

export const listDeviceExecs = endpoint('GET /ztp/devices/{id}/execs', {
  name: 'listDeviceExecs',
  area,
  summary: 'Every exec call of a device, newest first',
  params,
  query: PageQuery,
  answers: { 200: listOf('items', Exec).meta({ id: 'Execs' }) },
  problems: [400, 404],
});

export const resendExec = endpoint('POST /ztp/devices/{id}/exec', {
  name: 'resendExec',
  area,
  summary: 'Make the newest exec call of a device again, by hand',
  description: 'It has all its attempts again, under the same Idempotency-Key.',
  params,
  answers: { 202: Exec },
  problems: [400, 404],
});

export const listExecs = endpoint('GET /ztp/execs', {
  name: 'listExecs',
  area,
  summary: 'The exec calls of all devices in one state',
  description: 'PENDING ones by when they are due, the others latest first.',
  query: PageQuery.extend({ status: DeliveryStatus }),
  answers: { 200: listOf('items', Exec).meta({ id: 'ExecsInState' }) },
  problems: [400],
});
