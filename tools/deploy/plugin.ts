import { readFrom, Settings } from '#lib/core/settings';
import { invokeByRole } from './api-role.ts';
import { assertDeployable } from './guards.ts';
import { shareLogGroup } from './log-group.ts';
import { DeployOptions } from './options.ts';
import { rolesOf } from './roles.ts';
import { stripSlashes } from './route-keys.ts';
import type { Deployed, Statement } from './statements.ts';
import type { Template } from './template.ts';
import { inVpc, type Vpc, vpcOf } from './vpc.ts';

interface Function extends Deployed {
  role?: string;
  reservedConcurrency?: number;
  disableLogs?: boolean;
  vpc?: Vpc;
}

/** As much of the framework as is touched here. */
interface Serverless {
  service: {
    functions: Record<string, Function>;
    service: string;
    provider: {
      stage: string;
      logRetentionInDays: number;
      compiledCloudFormationTemplate: Template;
      environment: Record<string, string>;
      tracing?: { lambda?: unknown };
      iam?: { role?: { statements?: Statement[] } };
    };
  };
  configSchemaHandler: { defineFunctionProperties(provider: string, schema: object): void };
}

const TRACING: Statement = {
  Effect: 'Allow',
  Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
  // X-Ray has no resources to name.
  Resource: '*',
};

/**
 * Serverless plugin: makes the roles from what each function `permissions`, and puts the settings of deploying in their places.
 * A bad setting, of deploying or of the functions, ends the packaging with one sentence.
 */
export default class DeployPlugin {
  readonly hooks: Record<string, () => void>;
  readonly #serverless: Serverless;

  constructor(serverless: Serverless) {
    this.#serverless = serverless;
    serverless.configSchemaHandler.defineFunctionProperties('aws', {
      properties: { permissions: { type: 'object' }, outward: { type: 'boolean' } },
    });
    this.hooks = {
      'before:package:setupProviderConfiguration': () => {
        this.#placeInVpc();
        assertDeployable({ ...process.env, ...serverless.service.provider.environment });
        this.#giveRoles();
        this.#reserve();
      },
      'before:aws:package:finalize:mergeCustomProviderResources': () => {
        stripSlashes(serverless.service.provider.compiledCloudFormationTemplate);
        this.#throttle();
        this.#economise();
      },
    };
  }

  get #options(): DeployOptions {
    const { environment } = this.#serverless.service.provider;
    return readFrom(Settings.extend(DeployOptions.shape), { ...process.env, ...environment });
  }

  #giveRoles(): void {
    const { functions, provider } = this.#serverless.service;
    const common = [...(provider.tracing?.lambda ? [TRACING] : []), ...(provider.iam?.role?.statements ?? [])];
    const { resources, roleOf } = rolesOf({
      functions,
      env: provider.environment,
      common,
      inVpc: vpcOf(this.#options) && inVpc,
    });
    Object.assign(provider.compiledCloudFormationTemplate.Resources, resources);
    for (const [key, declared] of Object.entries(functions)) {
      declared.role = roleOf[key] ?? '';
      // The framework would make a log group for each.
      declared.disableLogs = true;
    }
  }

  /** The other functions stay outside: in a VPC a function reaches AWS itself only through endpoints or a NAT. */
  #placeInVpc(): void {
    const vpc = vpcOf(this.#options);
    if (!vpc) return;
    for (const declared of Object.values(this.#serverless.service.functions)) if (declared.outward) declared.vpc = vpc;
  }

  #reserve(): void {
    const { functions } = this.#serverless.service;
    for (const { key, count } of this.#options.RESERVED_CONCURRENCY) {
      const declared = functions[key];
      if (!declared) throw new Error(`Bad settings: RESERVED_CONCURRENCY names ${key}, which is no function.`);
      declared.reservedConcurrency = count;
    }
  }

  #throttle(): void {
    const { API_RATE, API_BURST } = this.#options;
    const stage = this.#serverless.service.provider.compiledCloudFormationTemplate.Resources.HttpApiStage;
    if (!stage) throw new Error('There is no stage of the API to throttle.');
    stage.Properties.DefaultRouteSettings = {
      ...(stage.Properties.DefaultRouteSettings as object),
      ThrottlingRateLimit: API_RATE,
      ThrottlingBurstLimit: API_BURST,
    };
  }

  /** What functions can share, they share: CloudFormation takes 500 resources. */
  #economise(): void {
    const { service, provider } = this.#serverless.service;
    const prefix = `${service}-${provider.stage}`;
    shareLogGroup(provider.compiledCloudFormationTemplate, `/aws/lambda/${prefix}`, provider.logRetentionInDays);
    invokeByRole(provider.compiledCloudFormationTemplate, prefix);
  }
}
