import * as z from 'zod';
import { endpoint } from '#lib/http/endpoint';

const area = 'docs';
const Bytes: z.ZodType<Uint8Array> = z.instanceof(Uint8Array);
const answerHeaders = ['Cache-Control'];

export const getOpenapi = endpoint('GET /openapi.json', {
  name: 'getOpenapi',
  area,
  summary: 'This description, as an OpenAPI 3.1 document',
  answers: { 200: Bytes.meta({ media: 'application/json', description: 'The document' }), 304: null },
  answerHeaders,
  access: 'open',
});

export const getApidocs = endpoint('GET /apidocs/', {
  name: 'getApidocs',
  area,
  summary: 'The page to read this description and to call from',
  answers: { 200: Bytes.meta({ media: 'text/html', description: 'Swagger UI' }), 304: null },
  answerHeaders,
  access: 'open',
});

export const getApidocsFile = endpoint('GET /apidocs/{file}', {
  name: 'getApidocsFile',
  area,
  summary: 'A file of the dashboard',
  params: z.object({ file: z.string().min(1).max(128).meta({ description: 'Its name', example: 'swagger-ui.css' }) }),
  answers: {
    200: Bytes.meta({ media: ['text/css', 'text/javascript', 'image/png'], description: 'The file' }),
    304: null,
  },
  answerHeaders,
  problems: [404],
  access: 'open',
});
