import { AppError } from '#lib/core/errors';
import { log } from '#lib/core/log';
import { defect, problemResponse } from '../problem.ts';
import type { Middleware, Unrouted } from './types.ts';

/** Turns whatever was thrown into an answer; only an AppError may say what it was. */
export const errorResponse = ({ errorBodies }: Unrouted): Middleware => ({
  onError: (request) => {
    const { error, context } = request;
    if (!(error instanceof AppError)) log.error('Unexpected error', { error });
    const response = error instanceof AppError ? problemResponse(error, errorBodies) : defect(context.awsRequestId);
    response.headers['X-Request-Id'] = context.awsRequestId;
    request.response = response;
  },
});
