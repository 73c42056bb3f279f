import { createHash } from 'node:crypto';
import { allow, type Circumstances, HERE, type Statement, statementsOf } from './statements.ts';

const logging = (names: readonly string[]): Statement[] =>
  allow(
    ['logs:CreateLogStream', 'logs:PutLogEvents'],
    names.map((name) => ({
      'Fn::Sub': `arn:\${AWS::Partition}:logs:${HERE}:log-group:/aws/lambda/${name}:*`,
    })),
  );

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
export const rolesOf = (circumstances: Circumstances): Roles => {
  const groups = new Map<string, { statements: Statement[]; keys: string[] }>();
  for (const key of Object.keys(circumstances.functions)) {
    const statements = statementsOf(key, circumstances);
    const digest = createHash('sha256').update(JSON.stringify(statements)).digest('hex').slice(0, 12);
    const group = groups.get(digest) ?? { statements, keys: [] };
    group.keys.push(key);
    groups.set(digest, group);
  }
  const roles: Roles = { resources: {}, roleOf: {} };
  for (const [digest, { statements, keys }] of groups) {
    const id = `Role${digest}`;
    const names = keys.map((key) => circumstances.functions[key]?.name ?? '');
    roles.resources[id] = roleResource([...logging(names), ...statements]);
    for (const key of keys) roles.roleOf[key] = id;
  }
  return roles;
};
