import { endpoints } from '#lib/api';
import { openApi } from '#lib/openapi/generator/document';
import type { Json } from '#lib/openapi/generator/json';
import type { Asked } from '#lib/openapi/generator/operation';
import { messages } from '#lib/openapi/messages';
import { tags } from '#lib/openapi/tags';
import { problemExamples } from './problem-examples.ts';

/** The version of the API, that of `package.json`. */
export const VERSION = '0.1.0';

const DESCRIPTION = `A control plane for fleets of machines: addresses without doubles, zero-touch provisioning, a ping
monitor, a simulated cloud, and compute clusters of one's own.

Slashes at the end of a path never matter. Every error is \`application/problem+json\` (RFC 9457), apart from the ping
monitor's \`/\`, which answers in words of its own. Long lists come in pages: \`?limit=\` and \`?cursor=\`, with
\`next_cursor\` in the body and a \`Link\` header while another page follows.`;

/** The OpenAPI document of every endpoint of the system, with what this stage asks of its callers. */
export const describeSystem = (asked: Asked): Json =>
  openApi(endpoints, {
    title: 'Muster',
    version: VERSION,
    description: DESCRIPTION,
    areas: tags,
    ...asked,
    refusals: problemExamples,
    messages,
  });

/** What `docs/openapi.json` holds: the document of a deployed stage. */
export const openapiText = (): string =>
  `${JSON.stringify(describeSystem({ asksForToken: true, asksToEnroll: true }), null, 2)}\n`;
