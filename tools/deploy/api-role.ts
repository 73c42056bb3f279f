import { allow, HERE } from './statements.ts';
import { ofType, type Resource, type Template } from './template.ts';

const ID = 'HttpApiRole';

/** The names of all functions of a stage begin alike; an API invokes only those that one of its integrations names. */
const role = (prefix: string): Resource => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'apigateway.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    },
    Policies: [
      {
        PolicyName: 'invoke',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: allow(['lambda:InvokeFunction'], {
            'Fn::Sub': `arn:\${AWS::Partition}:lambda:${HERE}:function:${prefix}-*`,
          }),
        },
      },
    ],
  },
});

/**
 * Lets the API invoke its functions through one role. The framework writes a permission for each function instead,
 * and a stack has at most 500 resources.
 */
export const invokeByRole = (template: Template, prefix: string): void => {
  for (const [id, { Properties }] of ofType(template, 'AWS::Lambda::Permission'))
    if (Properties.Principal === 'apigateway.amazonaws.com') delete template.Resources[id];
  template.Resources[ID] = role(prefix);
  for (const [, { Properties }] of ofType(template, 'AWS::ApiGatewayV2::Integration'))
    Properties.CredentialsArn = { 'Fn::GetAtt': [ID, 'Arn'] };
};
