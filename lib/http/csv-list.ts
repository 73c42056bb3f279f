import * as z from 'zod';
import { prefersCsv } from './content-negotiation.ts';
import { toCsv } from './csv.ts';
import type { Endpoint } from './endpoint.ts';
import type { HttpResponse } from './response.ts';

/** As much of Middy's request as is needed here. */
interface Request {
  event: { headers: Readonly<Record<string, string | undefined>> };
  response: HttpResponse | null;
}

const unwrapped = (schema: unknown): unknown =>
  schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault
    ? unwrapped(schema.unwrap())
    : schema;

/**
 * The columns that entries of such a shape have in CSV, on every page: members of objects inside of it have columns of
 * their own (`exec.status`), and of several shapes each has its columns.
 */
export const columnsOf = (schema: unknown, prefix = ''): string[] => {
  const shape = unwrapped(schema);
  if (shape instanceof z.ZodUnion) return [...new Set(shape.options.flatMap((one) => columnsOf(one, prefix)))];
  if (!(shape instanceof z.ZodObject)) return [];
  return Object.entries(shape.shape).flatMap(([name, member]) => {
    const columns = columnsOf(member, `${prefix}${name}.`);
    return columns.length > 0 ? columns : [`${prefix}${name}`];
  });
};

/** The entries of a list answer under their name, and what they are made of; undefined for an answer that is no list. */
export const listIn = ({ method, answers }: Pick<Endpoint, 'method' | 'answers'>) => {
  const schema = answers[200];
  if (method !== 'GET') return undefined;
  if (schema instanceof z.ZodArray) return { name: undefined, columns: columnsOf(schema.element) };
  if (!(schema instanceof z.ZodObject)) return undefined;
  const members = Object.entries(schema.shape).filter(([name]) => name !== 'next_cursor');
  const [name, list] = members[0] ?? [];
  if (members.length !== 1 || !(list instanceof z.ZodArray)) return undefined;
  const columns = columnsOf(list.element);
  return { name, columns: columns.length > 0 ? columns : ['id'] };
};

const asRow = (entry: unknown): Record<string, unknown> =>
  typeof entry === 'object' && entry !== null ? (entry as Record<string, unknown>) : { id: entry };

/** A middleware: any list is answered as CSV to whoever would rather have that than JSON. Its next page is in `Link`. */
export const csvLists = (endpoint: Endpoint) => {
  const list = listIn(endpoint);
  return {
    after: ({ event, response }: Request): void => {
      if (!list || response?.statusCode !== 200 || response.body === undefined) return;
      response.headers.Vary = 'Accept';
      if (!prefersCsv(event.headers.accept)) return;
      const body = JSON.parse(response.body) as Record<string, unknown[]> | unknown[];
      const entries =
        list.name === undefined ? (body as unknown[]) : ((body as Record<string, unknown[]>)[list.name] ?? []);
      response.headers['Content-Type'] = 'text/csv; charset=utf-8; header=present';
      response.body = toCsv(entries.map(asRow), list.columns);
    },
  };
};
