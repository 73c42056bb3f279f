import { outsideScope, viewerOnly } from './errors.ts';
import type { Role, Scope } from './model.ts';

/** As much of an endpoint as decides who may call it. */
export interface Called {
  method: string;
  path: string;
  hasSideEffects?: boolean | undefined;
}

const isRead = ({ method, hasSideEffects = false }: Called): boolean => method === 'GET' && !hasSideEffects;

/** A viewer may end what it has begun itself: its login. */
const LOGOUT = '/token/logout/';

/**
 * Whether a token of that scope, of a user in that role, opens an endpoint.
 * @throws AppError (403) in words when it does not.
 */
export const assertScope = (called: Called, { scope, role }: { scope: Scope; role: Role }): void => {
  const { method, path } = called;
  if (scope === 'metrics' && !(isRead(called) && path === '/metrics'))
    throw outsideScope('metrics: it opens GET /metrics alone');
  if (scope === 'read' && !isRead(called)) throw outsideScope(`read: it does not open ${method} ${path}`);
  if (role === 'viewer' && !isRead(called) && path !== LOGOUT) throw viewerOnly();
};
