import { ofType, type Template } from './template.ts';

/**
 * Strips the slash at the end of route keys: HTTP APIs refuse it. A call with the slash reaches the function that takes
 * what no route names, and is answered from there.
 */
export const stripSlashes = (template: Template): void => {
  for (const [, { Properties }] of ofType(template, 'AWS::ApiGatewayV2::Route'))
    Properties.RouteKey = String(Properties.RouteKey).replace(/(?<=[^ ])\/$/, '');
};
