import { Logger } from '@aws-lambda-powertools/logger';
import { redact } from './redact.ts';

/**
 * One JSON line per event, with the request id of the call. The level comes from `POWERTOOLS_LOG_LEVEL`. What lets
 * somebody in is in no line (`redact.ts`).
 */
export const log = new Logger({ serviceName: 'muster', jsonReplacerFn: redact });
