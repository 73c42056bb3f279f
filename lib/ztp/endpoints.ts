import * as z from 'zod';
import { endpoint } from '#lib/http/endpoint';
import { DeviceId, Registration } from './model.ts';

const area = 'ztp';
const params = z.object({ id: DeviceId });

export const registerDevice = endpoint('PUT /ztp/register/{id}', {
  name: 'registerDevice',
  area,
  summary: 'A machine registers itself, at every run',
  params,
  body: Registration.partial({ name: true, userdata: true }).strict(),
  answers: { 201: Registration, 200: Registration },
  problems: [400],
  access: 'enroll',
});

export const checkDevice = endpoint('GET /ztp/check/{id}', {
  name: 'checkDevice',
  area,
  summary: 'What the service manager asks: the address of a registered machine',
  params,
  answers: { 200: Registration },
  problems: [404],
});
