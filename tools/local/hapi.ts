import type { IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** As much of Hapi as is touched here. */
export interface HapiRequest {
  method: string;
  path: string;
  url: URL;
  params: Record<string, string>;
  headers: Record<string, string | undefined>;
  payload: unknown;
  mime: string | null;
  info: { remoteAddress: string | undefined };
  raw: { req: IncomingMessage };
  response: {
    isBoom?: boolean;
    output?: { statusCode: number; payload: unknown; headers: Record<string, string> };
    headers?: Record<string, string>;
  };
}

interface HapiResponse {
  code(status: number): HapiResponse;
  type(media: string): HapiResponse;
  header(name: string, value: string): HapiResponse;
  takeover(): HapiResponse;
}

export interface HapiToolkit {
  continue: symbol;
  response(body: string | Buffer): HapiResponse;
}

export type Extension = (request: HapiRequest, h: HapiToolkit) => unknown;

export interface HapiServer {
  listener: {
    keepAliveTimeout: number;
    address(): AddressInfo | string | null;
    prependListener(event: 'clientError', listener: (error: Error, socket: Socket) => void): void;
  };
  ext(point: string, extension: Extension): void;
}
