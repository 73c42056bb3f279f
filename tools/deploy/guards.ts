/** Settings of the local stack, which lead a deployed function nowhere. */
const LOCAL_ONLY = ['DYNAMODB_ENDPOINT', 'LAMBDA_ENDPOINT'] as const;

type Environment = Readonly<Record<string, string | undefined>>;

/** What keeps these settings from being deployed: a sentence for each fault. */
const faultsOf = (env: Environment): string[] => [
  ...(env.STAGE === 'local' ? ['the stage local is that of one laptop, and cannot be deployed: --stage dev'] : []),
  ...LOCAL_ONLY.filter((name) => env[name]).map((name) => `${name} is for the local stack, and cannot be deployed`),
  ...(env.SERVICE_MANAGER_URL ? [] : ['SERVICE_MANAGER_URL must name the service manager, or ssm:/ and a parameter']),
  ...(Boolean(env.VPC_SUBNETS) === Boolean(env.VPC_SECURITY_GROUPS)
    ? []
    : ['VPC_SUBNETS and VPC_SECURITY_GROUPS belong together']),
];

/** @throws Error with one sentence when what would be deployed could not work. */
export const assertDeployable = (env: Environment): void => {
  const faults = faultsOf(env);
  if (faults.length > 0) throw new Error(`Bad settings: ${faults.join('; ')}.`);
};
