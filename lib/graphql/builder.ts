import SchemaBuilder from '@pothos/core';
import type { Context } from './context.ts';

interface Text {
  Input: string;
  Output: string;
}

/**
 * What the areas add their types and fields to. Nothing is null unless it says so; the fields of Query and Mutation
 * are, so that a fault of one leaves the others standing.
 */
export const builder = new SchemaBuilder<{
  Context: Context;
  Scalars: { ID: Text; DateTime: Text; JSON: { Input: unknown; Output: unknown } };
  DefaultFieldNullability: false;
  DefaultInputFieldRequiredness: false;
}>({ defaultFieldNullability: false });

builder.queryType({ description: 'What can be asked. A thing that is not there, or is not yours, is null.' });
builder.mutationType({ description: 'What can be changed, one after the other.' });

builder.scalarType('DateTime', {
  description: 'ISO 8601 in UTC: `2026-11-20T15:44:00.000Z`',
  serialize: (value) => value,
  parseValue: (value) => String(value),
});

builder.scalarType('JSON', {
  description: 'An object of JSON, whose members depend on what it tells of',
  serialize: (value) => value,
});
