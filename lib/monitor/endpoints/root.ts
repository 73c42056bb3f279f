import * as z from 'zod';
import { Address } from '#lib/core/address';
import { inPath } from '#lib/core/text';
import { endpoint } from '#lib/http/endpoint';
import { listOf, PageQuery } from '#lib/http/paging';
import { ServerName, ServerOptions } from '../model.ts';
import { area } from './shared.ts';

/** The words that the calls on `/` answer with instead of problems. */
const WRONG = { status: 'WRONG_REQUEST' };

const errorBodies = {
  400: WRONG,
  404: { status: 'NAME_DID_NOT_FOUND' },
  413: WRONG,
  415: WRONG,
};

const said = <W extends string>(word: W) => z.object({ status: z.literal(word) });

const NamedAddress = z
  .strictObject({ server: z.strictObject({ name: inPath(ServerName), IP: Address, ...ServerOptions.shape }) })
  .meta({ id: 'NamedAddress', example: { server: { name: 'google_dns', IP: '8.8.8.8' } } });

const PingsShown = z.coerce.number().int().min(1).max(1000).optional();

export const addServer = endpoint('POST /', {
  name: 'addServer',
  area,
  summary: 'Add a server to be pinged',
  body: NamedAddress,
  answers: { 201: said('CREATED') },
  creates: { at: '/servers/{name}', by: { name: '$request.body#/server/name' } },
  problems: [400, 409],
  errorBodies: { ...errorBodies, 409: { status: 'NAME_ALREADY_EXIST' } },
});

export const updateServer = endpoint('PUT /', {
  name: 'updateServer',
  area,
  summary: 'Change the address of a server',
  body: NamedAddress,
  answers: { 200: said('UPDATED') },
  problems: [400, 404],
  errorBodies,
});

export const readServers = endpoint('GET /', {
  name: 'readServers',
  area,
  summary: 'The names of all servers, or the last pings of one',
  description: 'The server is named in the body or in the query. A browser is sent to the dashboard.',
  query: PageQuery.extend({ server: ServerName.optional() }),
  body: z.strictObject({ server: ServerName.optional(), limit: PingsShown }),
  bodyOptional: true,
  answers: {
    200: z.union([
      listOf('servers', z.string().meta({ example: 'google_dns' })),
      z.object({
        server: ServerName,
        pings: z
          .array(z.record(z.string(), z.number().nullable()))
          .meta({ description: 'Time and milliseconds, newest last', example: [{ '2018-01-02T07:01:01Z': 35 }] }),
      }),
    ]),
  },
  problems: [400, 404],
  page: '/ui/',
  errorBodies,
});

export const deleteServer = endpoint('DELETE /', {
  name: 'deleteServer',
  area,
  summary: 'Delete a server and its pings',
  body: z.strictObject({ server: ServerName }),
  answers: { 200: said('DELETED') },
  problems: [400, 404],
  errorBodies,
});
