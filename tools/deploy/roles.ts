import { createHash } from 'node:crypto';
import { LOG_GROUP } from './log-group.ts';
import { allow, type Statement, type StatementOptions, statementsOf } from './statements.ts';

/** Every function writes to the one log group of its stage. */
const LOGGING = allow(['logs:CreateLogStream', 'logs:PutLogEvents'], { 'Fn::GetAtt': [LOG_GROUP, 'Arn'] });

const roleResource = (statements: readonly Statement[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    },
    Policies: [{ PolicyName: 'function', PolicyDocument: { Version: '2012-10-17', Statement: [...statements] } }],
  },
});

export interface Roles {
  /** CloudFormation resources by their logical ids. */
  resources: Record<string, ReturnType<typeof roleResource>>;
  /** The logical id of each function's role, by the function's key. */
  roleOf: Record<string, string>;
}

/**
 * The roles of all functions. Functions that need the same share one, since CloudFormation takes 500 resources; it is
 * named for what it allows, so that one that changes is another, and nobody else's role changes with it.
 */
export const rolesOf = (circumstances: StatementOptions): Roles => {
  const roles: Roles = { resources: {}, roleOf: {} };
  for (const key of Object.keys(circumstances.functions)) {
    const statements = [...LOGGING, ...statementsOf(key, circumstances)];
    const digest = createHash('sha256').update(JSON.stringify(statements)).digest('hex').slice(0, 12);
    const id = `Role${digest}`;
    roles.resources[id] ??= roleResource(statements);
    roles.roleOf[key] = id;
  }
  return roles;
};
