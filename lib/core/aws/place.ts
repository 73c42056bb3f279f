import type { Credentials } from './signature-v4.ts';

/** Where a service answers, and who asks it. */
export interface Place {
  /** `https://dynamodb.eu-central-1.amazonaws.com` */
  endpoint: string;
  region: string;
  credentials: Credentials;
}

/** The services that Muster asks, as they are called in their addresses and in signatures. */
export type Service = 'dynamodb' | 'lambda' | 'ssm';

export type Env = Readonly<Record<string, string | undefined>>;

/** The public endpoint of a region, or another one by the variables that the SDK knows as well. */
const endpointOf = (service: Service, region: string, env: Env): string =>
  env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] ||
  env.AWS_ENDPOINT_URL ||
  `https://${service}.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;

/**
 * How Lambda has its functions reach AWS: everything is in the environment, for as long as the process lives. Undefined
 * elsewhere, where credentials are found by the SDK alone: in a shell with profiles or single sign-on.
 */
export const placeInLambda = (service: Service, env: Env = process.env): Place | undefined => {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_REGION: region } = env;
  if (!accessKeyId || !secretAccessKey || !region) return undefined;
  const credentials = { accessKeyId, secretAccessKey, sessionToken: env.AWS_SESSION_TOKEN };
  return { endpoint: endpointOf(service, region, env), region, credentials };
};

/** The same, where there is no other way. @throws CredentialsProviderError */
export const placeNeeded = (service: Service, env?: Env): Place => {
  const place = placeInLambda(service, env);
  if (place) return place;
  const missing = new Error('AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION are not all set');
  throw Object.assign(missing, { name: 'CredentialsProviderError' });
};
