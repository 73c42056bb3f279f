import { TransactionCanceledException, TransactionConflictException } from '@aws-sdk/client-dynamodb';

const fault = (name: string, status = 400) =>
  Object.assign(new Error(name), { name, $fault: 'client', $metadata: { httpStatusCode: status } });
const broken = (code: string, name = 'Error') => Object.assign(new Error(code), { name, code });

/** What a database that is overloaded, or cannot be reached, makes of a request, as the SDK throws it. */
export const FAILURES: Readonly<Record<string, () => Error>> = {
  throttled: () => fault('ThrottlingException'),
  'no throughput left': () => fault('ProvisionedThroughputExceededException'),
  'over the limit of requests': () => fault('RequestLimitExceeded'),
  'its own failure': () => fault('InternalServerError', 500),
  unavailable: () => fault('ServiceUnavailable', 503),
  'the same transaction under way': () => fault('TransactionInProgressException'),
  'no answer in time': () => broken('ETIMEDOUT', 'TimeoutError'),
  'the connection reset': () => broken('ECONNRESET'),
  'the connection refused': () => broken('ECONNREFUSED'),
  'unreachable: no route': () => broken('EHOSTUNREACH'),
  'unreachable: no name': () => broken('EAI_AGAIN'),
  'nonsense with 502': () => fault('SyntaxError', 502),
};

/** A transaction that met others on its way, which the SDK leaves to its callers. */
export const cancelled = (...codes: string[]) =>
  new TransactionCanceledException({
    $metadata: {},
    message: 'cancelled',
    CancellationReasons: codes.map((Code) => ({ Code })),
  });

/** A single write that met a transaction. */
export const clash = () => new TransactionConflictException({ $metadata: {}, message: 'clash' });
