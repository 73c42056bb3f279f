import { writeFileSync } from 'node:fs';
import { openapiText } from './document.ts';

/** `npm run openapi` */
writeFileSync(new URL('../../docs/openapi.json', import.meta.url), openapiText());
