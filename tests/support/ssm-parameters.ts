import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Parameters {
  url: string;
  /** Their values by their names; what is not here is not found. */
  values: Record<string, string>;
  /** The names that were asked for, in order. */
  asked: string[];
  stop(): Promise<void>;
}

/** Systems Manager's GetParameter, as far as `lib/core/ssm-secrets.ts` uses it, over real HTTP. */
export const startParameters = async (values: Record<string, string> = {}): Promise<Parameters> => {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const { Name } = JSON.parse(Buffer.concat(pieces).toString()) as { Name: string };
    asked.push(Name);
    const Value = values[Name];
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    if (Value === undefined) return response.writeHead(400).end(JSON.stringify({ __type: 'ParameterNotFound' }));
    return response.end(JSON.stringify({ Parameter: { Name, Type: 'SecureString', Value, Version: 1 } }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, values, asked, stop };
};

/** The environment in which the SDK asks there. */
export const parametersAt = ({ url }: Parameters): Record<string, string> => ({
  AWS_ENDPOINT_URL_SSM: url,
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
});
