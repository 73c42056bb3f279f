import { existsSync, readFileSync } from 'node:fs';
import type * as z from 'zod';
import { endpoints } from '#lib/api';
import type { Endpoint } from '#lib/http/endpoint';
import { httpEvent } from './call.ts';
import type { DeclaredFunction } from './functions-yml.ts';

const sampleFile = (name: string): URL => new URL(`../../events/samples/${name}.json`, import.meta.url);

const exampleOf = (schema: z.ZodType): string => String(schema.meta()?.example ?? 'sample');

/** A call of an endpoint with the examples of its document as parameters, and an empty body. */
const httpSample = ({ route, params, body }: Endpoint): unknown =>
  httpEvent(route, {
    params: Object.fromEntries(
      Object.entries(params?.shape ?? {}).map(([name, schema]) => [name, exampleOf(schema as z.ZodType)]),
    ),
    ...(body && { body: {} }),
  });

/**
 * An event that a function may be handed: `events/samples/<its key>.json` where there is one, a call of its endpoint, or
 * the sample of its kind of event (`stream.json`, `schedule.json`). Undefined when there is none.
 */
export const sampleEvent = (key: string, { events = [] }: DeclaredFunction): unknown => {
  const endpoint = endpoints.find(({ name }) => name === key);
  const kind = Object.keys(events[0] ?? {})[0] ?? 'none';
  const file = [key, kind].map(sampleFile).find(existsSync);
  if (file) return JSON.parse(readFileSync(file, 'utf8'));
  if (endpoint) return httpSample(endpoint);
  return kind === 'httpApi' ? httpEvent('GET /nowhere') : undefined;
};
