import type * as Http from 'node:http';

/**
 * What packaging puts in the place of `node:http`: imported as a module of ECMAScript it reads all its members at once, and
 * `WebSocket` among them loads a second HTTP client, which takes nine tenths of the time. Asked for in this way it does not.
 */
const http: typeof Http = process.getBuiltinModule('node:http');

export const { Agent, ClientRequest, IncomingMessage, STATUS_CODES, ServerResponse, request } = http;
export default http;
