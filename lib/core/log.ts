import { Logger } from '@aws-lambda-powertools/logger';

/** One JSON line per event, with the request id of the call. The level comes from `POWERTOOLS_LOG_LEVEL`. */
export const log = new Logger({ serviceName: 'muster' });
