import { writeFileSync } from 'node:fs';
import { schemaText } from './schema.ts';

/** `npm run graphql-schema` */
writeFileSync(new URL('../../schema.graphql', import.meta.url), schemaText());
