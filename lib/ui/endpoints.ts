import * as z from 'zod';
import { endpoint } from '#lib/http/endpoint';

const area = 'ui';
const Bytes: z.ZodType<Uint8Array> = z.instanceof(Uint8Array);
const answerHeaders = ['ETag', 'Cache-Control'];

export const getPage = endpoint('GET /ui/', {
  name: 'getPage',
  area,
  summary: 'The dashboard for people',
  answers: { 200: Bytes.meta({ media: 'text/html', description: 'The page' }), 304: null },
  answerHeaders,
  access: 'open',
});

export const getPageFile = endpoint('GET /ui/{file}', {
  name: 'getPageFile',
  area,
  summary: 'A script, style sheet or picture of the page',
  description: 'Each has the hash of its content in its name, and may be kept for ever.',
  params: z.object({ file: z.string().min(1).max(128).meta({ description: 'Its name', example: 'main-7KQ2M5XA.js' }) }),
  answers: {
    200: Bytes.meta({ media: ['text/javascript', 'text/css', 'image/svg+xml'], description: 'The file' }),
    304: null,
  },
  answerHeaders,
  problems: [404],
  access: 'open',
});
