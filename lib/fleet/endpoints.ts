import * as z from 'zod';
import { Tags } from '#lib/cloud/model';
import { Address } from '#lib/core/address';
import { Text } from '#lib/core/text';
import { Event } from '#lib/events/model';
import { endpoint, IF_MATCH, PRECONDITION_HEADERS } from '#lib/http/endpoint';
import { listOf, PageQuery } from '#lib/http/paging';
import { DeviceId, Registration } from '#lib/ztp/model';
import { DeviceState, FleetDevice, MatchResult, Rule, RuleBody, RuleName } from './model.ts';

const area = 'fleet';
const ruleParams = z.object({ name: RuleName });
const params = z.object({ id: DeviceId });

const IfNoneMatch = { 'If-None-Match': { description: 'An ETag: 304 when it is still the same' } };

export const putRule = endpoint('PUT /fleet/rules/{name}', {
  name: 'putRule',
  area,
  summary: 'Create or replace a rule',
  description:
    'What happens to the devices that match. Devices that are enrolled already stay as they are; `POST /fleet/devices/{id}/enroll` matches the rules again.',
  params: ruleParams,
  body: RuleBody,
  headers: PRECONDITION_HEADERS,
  answers: { 201: Rule, 200: Rule },
  creates: { at: '/fleet/rules/{name}', by: { name: '$request.path.name' } },
  answerHeaders: ['Location', 'ETag'],
  problems: [400, 412],
});

export const listRules = endpoint('GET /fleet/rules', {
  name: 'listRules',
  area,
  summary: 'All rules in the order in which they are tried: by priority, then by name',
  description: 'Of large rules a page may have fewer than its limit while others follow.',
  query: PageQuery,
  answers: { 200: listOf('items', Rule).meta({ id: 'Rules' }) },
  problems: [400],
});

export const getRule = endpoint('GET /fleet/rules/{name}', {
  name: 'getRule',
  area,
  summary: 'A rule',
  params: ruleParams,
  headers: IfNoneMatch,
  answerHeaders: ['ETag'],
  answers: { 200: Rule, 304: null },
  problems: [400, 404],
});

export const deleteRule = endpoint('DELETE /fleet/rules/{name}', {
  name: 'deleteRule',
  area,
  summary: 'Delete a rule; the devices that it enrolled stay enrolled',
  params: ruleParams,
  headers: IF_MATCH,
  answers: { 204: null },
  problems: [400, 404, 412],
});

export const matchRules = endpoint('POST /fleet/match', {
  name: 'matchRules',
  area,
  summary: 'Which rule a device would match, and its steps; a dry run that changes nothing',
  body: z
    .strictObject({ id: DeviceId, ip: Address.optional(), name: Registration.shape.name.optional() })
    .meta({ id: 'MatchRequest', example: { id: '52:54:00:12:34:56', ip: '10.1.0.7', name: 'web-1' } }),
  answers: { 200: MatchResult },
  problems: [400],
});

const Filter = z.object({
  rule: Text(128).optional().meta({ description: 'Only those that this rule enrolled', example: 'web' }),
  state: DeviceState.optional().meta({ description: 'Only those in this state' }),
  tag: Text(128).optional().meta({ description: 'Only those with this tag', example: 'rack-3' }),
  q: Text(128).optional().meta({ description: 'Only those whose id, name or address begins so', example: 'web-' }),
  sort: z.enum(['id', 'name']).optional().meta({ description: 'By id, which is the default, or by name' }),
});

export const listFleetDevices = endpoint('GET /fleet/devices', {
  name: 'listFleetDevices',
  area,
  summary: 'All devices, each with what it was given',
  description: 'A page may have fewer entries than its limit while others follow: filters look at a page at a time.',
  query: PageQuery.extend(Filter.shape),
  answers: { 200: listOf('items', FleetDevice).meta({ id: 'FleetDevices' }) },
  problems: [400],
});

export const getFleetDevice = endpoint('GET /fleet/devices/{id}', {
  name: 'getFleetDevice',
  area,
  summary: 'A device with its address, server, machine and exec call, and the steps of its enrollment',
  description:
    'A machine that waits for its enrollment may show the enroll secret here, where one is set. The ETag is that of what can be edited.',
  params,
  answerHeaders: ['ETag'],
  answers: { 200: FleetDevice },
  problems: [400, 404],
  access: 'device',
});

export const getDeviceTimeline = endpoint('GET /fleet/devices/{id}/timeline', {
  name: 'getDeviceTimeline',
  area,
  summary: 'Everything that happened to a device and to what it was given, newest first',
  description:
    'Registrations, steps, exec calls, changes of its server, operations on its machine. It is there for 90 days, even when the device is retired.',
  params,
  query: PageQuery,
  answers: { 200: listOf('items', Event).meta({ id: 'Timeline' }) },
  problems: [400, 404],
});

export const tagFleetDevice = endpoint('PATCH /fleet/devices/{id}', {
  name: 'tagFleetDevice',
  area,
  summary: 'Change the tags of a device',
  params,
  body: z.strictObject({ tags: Tags }).meta({ id: 'DeviceTags', example: { tags: ['rack-3', 'web'] } }),
  answerHeaders: ['ETag'],
  answers: { 200: FleetDevice },
  problems: [400, 404, 412],
});

export const enrollFleetDevice = endpoint('POST /fleet/devices/{id}/enroll', {
  name: 'enrollFleetDevice',
  area,
  summary: 'Match the rules again, and do the steps that are not done',
  description:
    'Steps that are done stay as they are. The others run in the background: the device shows their progress.',
  params,
  answers: { 202: FleetDevice },
  problems: [400, 404, 409],
});

export const retireFleetDevice = endpoint('POST /fleet/devices/{id}/retire', {
  name: 'retireFleetDevice',
  area,
  summary: 'Take everything back from a device, and delete it',
  description:
    'Its server is removed from monitoring, its machine terminated, its address released; then the device is deleted.',
  params,
  query: z.object({
    keep_address: z
      .enum(['true', 'false'])
      .optional()
      .meta({ description: '`true` leaves the address to the device, which has it again when it comes back' }),
  }),
  answers: { 202: FleetDevice },
  problems: [400, 404],
});

const BootText = z
  .string()
  .meta({ media: 'text/plain', description: 'The file', example: '#cloud-config\nhostname: web-1\n' });
const bootParams = z.object({
  id: z
    .string()
    .meta({ description: 'The id of the device; a MAC address in any spelling', example: '52:54:00:12:34:56' }),
  file: z.string().meta({
    description: 'user-data, meta-data, network-config or vendor-data of a NoCloud seed, or ipxe',
    example: 'user-data',
  }),
});

export const readBootFile = endpoint('GET /boot/{id}/{file}', {
  name: 'readBootFile',
  area,
  summary: 'What a machine fetches while it boots: a NoCloud seed for cloud-init, or a script for iPXE',
  description:
    'Where ZTP_ENROLL_SECRET is set, this is 404 and the path begins with the secret: `/boot/{secret}/{id}/{file}`.',
  params: bootParams,
  answers: { 200: BootText },
  answerHeaders: ['Cache-Control'],
  problems: [404],
});

export const readSecretBootFile = endpoint('GET /boot/{secret}/{id}/{file}', {
  name: 'readSecretBootFile',
  area,
  summary: 'The same where ZTP_ENROLL_SECRET is set; with another secret there is nothing',
  params: bootParams.extend({
    secret: z.string().meta({ description: 'The enroll secret', example: 's3cret' }),
  }),
  answers: { 200: BootText },
  answerHeaders: ['Cache-Control'],
  problems: [404],
  access: 'open',
});
