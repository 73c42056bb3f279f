/** How a client reaches what stands for a service of AWS on this machine. */
export interface LocalEndpoint {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
}

/**
 * Reads `http://<access key>@host:port`. What stands there checks no signature, but DynamoDB Local keeps the tables of each
 * access key apart, so that a key made at random is a secret. Without a key in the URL it is `local`.
 */
export const localEndpoint = (url: string): LocalEndpoint => {
  const { protocol, host, username } = new URL(url);
  return {
    endpoint: `${protocol}//${host}`,
    region: process.env.AWS_REGION ?? 'eu-central-1',
    credentials: { accessKeyId: username || 'local', secretAccessKey: 'local' },
  };
};
