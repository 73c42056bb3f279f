import { fromEnv } from '@aws-sdk/credential-provider-env';

/**
 * What packaging puts in the place of the SDK's default chain of credential providers (`@aws-sdk/credential-provider-node`):
 * a Lambda function has its role's credentials in the environment, and the other providers are a fifth of its bundle.
 */
export const defaultProvider = fromEnv;
