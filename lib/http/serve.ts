import type { ResolveSecret } from './authentication.ts';
import type { Endpoint } from './endpoint.ts';
import { respondOnce } from './idempotency.ts';
import { authentication } from './middleware/authentication.ts';
import { type Handle, type Handler, serveWith } from './serve-with.ts';
import type { FaultFinder } from './validate.ts';

export type { Call } from './serve-with.ts';

/**
 * The Lambda handler of an endpoint. `handle` is a sentence: checked input in, an answer out.
 * A plain value is answered with the endpoint's first status, `answer(...)` with its own. `resolveSecret` is how secrets are
 * read, where the endpoint lets somebody in by one. `findMore` finds further faults of a body that has some.
 */
export const serve = <E extends Endpoint>(
  endpoint: E,
  handle: Handle<E>,
  { resolveSecret, findMore }: { resolveSecret?: ResolveSecret; findMore?: FaultFinder } = {},
): Handler =>
  serveWith(endpoint, handle, { identify: [authentication(endpoint, resolveSecret)], respond: respondOnce, findMore });
