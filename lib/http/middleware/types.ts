import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import type { Caller } from '../authentication.ts';
import type { Endpoint } from '../endpoint.ts';
import type { HttpResponse } from '../response.ts';

/** The context of one invocation, in which the middlewares hand on who calls, and the body that was read. */
export type Invocation = Context & { caller?: Caller; read?: unknown };

/** Its hooks: `before` in the order of the list, `after` and `onError` from the last to the first. */
export type Middleware = MiddlewareObj<APIGatewayProxyEventV2, HttpResponse, Error, Invocation>;

/** As much of an endpoint as there is where no route fits. */
export type Unrouted = Pick<Endpoint, 'errorBodies' | 'hasSideEffects'>;
