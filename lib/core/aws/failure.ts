import type { Answer } from './http.ts';

/** How often a request was sent, and what came back the last time. */
export interface Metadata {
  httpStatusCode?: number | undefined;
  requestId?: string | undefined;
  attempts?: number | undefined;
}

/** What is known of an error, whoever made it: a service, the SDK or a socket. */
export interface Failure extends Error {
  code?: string;
  $metadata?: Metadata;
}

/** An error that a service of AWS answered, by its name in the API, with whatever else it said: `Item`, `CancellationReasons`. */
class AwsFailure extends Error implements Failure {
  readonly $metadata: Metadata;

  constructor(name: string, { message, Message, ...more }: Record<string, unknown>, $metadata: Metadata) {
    super(String(message ?? Message ?? name));
    Object.assign(this, more);
    this.name = name;
    this.$metadata = $metadata;
  }
}

const read = (body: string): Record<string, unknown> => {
  try {
    const said: unknown = JSON.parse(body);
    return typeof said === 'object' && said !== null ? (said as Record<string, unknown>) : {};
  } catch {
    return {};
  }
};

/** `com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException` */
const nameIn = (type: unknown): string | undefined => {
  const [, name] = /([^#:]+)(?::.*)?$/.exec(typeof type === 'string' ? type : '') ?? [];
  return name;
};

/** The error of an answer that is no success. Whatever stands in front of a service may answer without naming one. */
export const failureOf = ({ status, headers, body }: Answer): AwsFailure => {
  const said = read(body);
  const name = nameIn(headers['x-amzn-errortype']) ?? nameIn(said.__type) ?? nameIn(said.code) ?? 'Unknown';
  const requestId = headers['x-amzn-requestid'];
  return new AwsFailure(name, said, {
    httpStatusCode: status,
    requestId: requestId ? String(requestId) : undefined,
  });
};
