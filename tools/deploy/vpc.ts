import type { DeployOptions } from './options.ts';
import { HERE, type Statement } from './statements.ts';

/** Where in a VPC functions run that call addresses of the fleet. */
export interface Vpc {
  subnetIds: string[];
  securityGroupIds: string[];
}

/** The VPC that the settings name; undefined when they name none. */
export const vpcOf = ({ VPC_SUBNETS, VPC_SECURITY_GROUPS }: DeployOptions): Vpc | undefined =>
  VPC_SUBNETS.length > 0 ? { subnetIds: VPC_SUBNETS, securityGroupIds: VPC_SECURITY_GROUPS } : undefined;

const INTERFACES = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/**
 * What Lambda does in the function's name to run it in a VPC. It has no resources to name, so the function's own code is
 * denied the same: its calls alone carry `lambda:SourceFunctionArn`.
 */
export const inVpc = (name: string): Statement[] => [
  { Effect: 'Allow', Action: INTERFACES, Resource: '*' },
  {
    Effect: 'Deny',
    Action: INTERFACES,
    Resource: '*',
    Condition: {
      ArnEquals: {
        'lambda:SourceFunctionArn': { 'Fn::Sub': `arn:\${AWS::Partition}:lambda:${HERE}:function:${name}` },
      },
    },
  },
];
