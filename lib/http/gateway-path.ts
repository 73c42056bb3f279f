import type { APIGatewayProxyEventV2 } from 'aws-lambda';

type Path = Pick<APIGatewayProxyEventV2, 'rawPath' | 'pathParameters'>;

const mapped = (
  { rawPath, pathParameters }: Path,
  change: (text: string) => string,
): { rawPath: string; pathParameters: Record<string, string> } => ({
  rawPath: change(rawPath),
  pathParameters: Object.fromEntries(
    Object.entries(pathParameters ?? {}).map(([name, value]) => [name, change(value ?? '')]),
  ),
});

/**
 * A path and its parameters as the caller meant them. HTTP APIs decode every escape of a path but `%25`: what was sent
 * as `/100%25/a%20b` comes as `/100%25/a b`. To decode it once more would make an A of a `%41` that was meant.
 */
export const fromGateway = (path: Path) => mapped(path, (text) => text.replaceAll('%25', '%'));

/** The reverse of `fromGateway`, for an event that is handed on to another function. */
export const asFromGateway = (path: Path) => mapped(path, (text) => text.replaceAll('%', '%25'));

/** What an HTTP API makes of the path of a request. @throws URIError for an escape that means nothing. */
export const decodedByGateway = (sent: string): string => decodeURIComponent(sent.replaceAll('%25', '%2525'));
