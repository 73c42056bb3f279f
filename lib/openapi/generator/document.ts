import type { Endpoint } from '#lib/http/endpoint';
import { type Json, sorted } from './json.ts';
import { linksOf } from './links.ts';
import { type Asked, operationOf } from './operation.ts';
import { type ProblemExamples, problemComponents } from './problems.ts';
import { Schemas } from './schemas.ts';
import { Problem } from './usual-problems.ts';
import { type OutgoingMessage, webhooksOf } from './webhooks.ts';

/** An area of the system, as a reader of the document meets it. */
export interface Tag {
  title: string;
  /** What it does, in a sentence. */
  sentence: string;
}

export interface DocumentSpec extends Asked {
  title: string;
  version: string;
  description: string;
  /** In the order in which they are shown. */
  areas: Readonly<Record<string, Tag>>;
  /** Examples of problems, by the names of operations and areas; those of an operation win. */
  refusals?: ProblemExamples;
  /** What the system sends by itself, by name. */
  messages?: Readonly<Record<string, OutgoingMessage>>;
}

const text = (description: string, example: string): Json => ({ description, schema: { type: 'string' }, example });

const HEADERS: Json = {
  'X-Request-Id': text('The request, as the log names it', 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef'),
  Location: text('Where the new thing is', '/api/pools/rack-1'),
  Link: text('The next page (RFC 8288); missing on the last one', '</api/pools?cursor=WyJr>; rel="next"'),
  ETag: text('The version of what is answered', '"4f2a"'),
  'Cache-Control': text('For how long it may be kept', 'public, max-age=86400'),
  'Retry-After': { description: 'Seconds to wait', schema: { type: 'integer', minimum: 0 }, example: 1 },
  'Set-Cookie': text('A cookie', 'csrftoken=3f1c; SameSite=Strict'),
  'WWW-Authenticate': text('How to show who calls', 'Token'),
};

const PARAMETERS: Json = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description: 'Any text. The call is done once for it, and asked again within a day it gives the same answer.',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[ -~]+$' },
  },
};

const SECURITY: Json = {
  bearer: { type: 'http', scheme: 'bearer', description: 'A token that `POST /token/login/` gave.' },
  token: {
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    description: 'The same token, written `Token <token>`, as the first of our clients do.',
  },
  enroll: {
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    description: 'What a new machine shows where `ZTP_ENROLL_SECRET` is set: `Enroll <secret>`.',
  },
};

/** `/ui/{file+}` is written `/ui/{file}` in a document. */
const pathOf = ({ path }: Endpoint): string => path.replace('+}', '}');

const pathsOf = (endpoints: readonly Endpoint[], schemas: Schemas, said: DocumentSpec): Json => {
  const paths: Record<string, Json> = {};
  for (const endpoint of endpoints) {
    const path = pathOf(endpoint);
    const tag = said.areas[endpoint.area]?.title ?? endpoint.area;
    const { asksForToken, asksToEnroll, refusals = {} } = said;
    const shown = { ...refusals[endpoint.area], ...refusals[endpoint.name] };
    const links = linksOf(endpoint, endpoints);
    const operation = operationOf(endpoint, schemas, { tag, asksForToken, asksToEnroll, refusals: shown, links });
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operation };
  }
  return sorted(paths);
};

/** The members that are named somewhere in `text`: by a reference, or as a key. */
const pick = (members: Json, where: unknown): Json => {
  const text = JSON.stringify(where);
  return Object.fromEntries(
    Object.entries(members).filter(([name]) => text.includes(`/${name}"`) || text.includes(`"${name}":[]`)),
  );
};

/** The OpenAPI 3.1 document of all these endpoints: the same bytes for the same endpoints. */
export const openApi = (endpoints: readonly Endpoint[], said: DocumentSpec): Json => {
  const { title, version, description, areas, messages = {} } = said;
  const schemas = new Schemas();
  schemas.add(Problem, 'output');
  const used = new Set(endpoints.map(({ area }) => area));
  const paths = pathsOf(endpoints, schemas, said);
  const responses = pick(problemComponents(), paths);
  const webhooks = webhooksOf(messages, schemas, (area) => areas[area]?.title ?? area);
  return schemas.settle({
    openapi: '3.1.1',
    info: { title, version, description, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '/', description: 'The system that this document comes from' }],
    tags: Object.entries(areas)
      .filter(([name]) => used.has(name))
      .map(([, area]) => ({ name: area.title, description: area.sentence })),
    paths,
    ...(Object.keys(webhooks).length > 0 && { webhooks }),
    components: {
      headers: pick(HEADERS, { paths, responses }),
      parameters: pick(PARAMETERS, paths),
      responses,
      securitySchemes: pick(SECURITY, paths),
    },
  });
};
