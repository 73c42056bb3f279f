import type * as z from 'zod';
import { exampleOf } from './example.ts';
import type { Json } from './json.ts';
import type { Schemas } from './schemas.ts';

/** A message that the system sends to a URL of its users. */
export interface OutgoingMessage {
  operationId: string;
  /** The area whose tag it has. */
  area: string;
  summary: string;
  description: string;
  /** Its headers, each with what it is and an example. */
  headers: Readonly<Record<string, { description: string; example: string }>>;
  body: z.ZodType;
}

const headerParameter = ([name, { description, example }]: [string, { description: string; example: string }]) => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: { type: 'string' },
  example,
});

/** What an answer of the receiver means. */
const RESPONSES: Json = {
  '2XX': { description: 'It was received.' },
  '429': { description: 'It is sent again later, five times in all; the same for 5XX and no answer in time.' },
  '4XX': { description: 'It was refused, and is not sent again. No redirect is followed.' },
};

/** The `webhooks` of an OpenAPI 3.1 document: what is posted, by the name of the message. */
export const webhooksOf = (
  messages: Readonly<Record<string, OutgoingMessage>>,
  schemas: Schemas,
  titleOf: (area: string) => string,
): Json =>
  Object.fromEntries(
    Object.entries(messages).map(([name, { operationId, area, summary, description, headers, body }]) => {
      const schema = schemas.add(body, 'output');
      const example = exampleOf(schema, (given) => schemas.resolve(given));
      const post = {
        ...{ operationId, tags: [titleOf(area)], summary, description },
        parameters: Object.entries(headers).map(headerParameter),
        requestBody: { required: true, content: { 'application/json': { schema, example } } },
        responses: RESPONSES,
        security: [],
      };
      return [name, { post }];
    }),
  );
