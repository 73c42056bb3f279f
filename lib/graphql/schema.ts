import { lexicographicSortSchema, printSchema } from 'graphql';
import { builder } from './builder.ts';
import './cloud/mutations.ts';
import './cloud/queries.ts';
import './compute.ts';
import './events.ts';
import './fleet/device-fields.ts';
import './fleet/mutations.ts';
import './fleet/queries.ts';
import './import.ts';
import './monitor/bulk.ts';
import './monitor/maintenance.ts';
import './monitor/mutations.ts';
import './monitor/queries.ts';
import './pools/mutations.ts';
import './pools/queries.ts';
import './search.ts';
import './tokens.ts';
import './webhooks.ts';
import './ztp/mutations.ts';
import './ztp/queries.ts';

/** One schema over all areas. Sorting it would make every type once more; what is printed is sorted. */
export const schema = builder.toSchema({ sortSchema: false });

/** What `schema.graphql` holds. */
export const schemaText = (): string => `${printSchema(lexicographicSortSchema(schema))}\n`;
