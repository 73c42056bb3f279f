import { lexicographicSortSchema, printSchema } from 'graphql';
import { builder } from './builder.ts';
import './cloud.ts';
import './compute.ts';
import './monitor.ts';
import './pools.ts';
import './ztp.ts';

/** One schema over all areas. */
export const schema = builder.toSchema();

/** What `schema.graphql` holds. */
export const schemaText = (): string => `${printSchema(lexicographicSortSchema(schema))}\n`;
