import { ofType, type Template } from './template.ts';

/** The logical id of the log group that all functions of a stage write to. */
export const LOG_GROUP = 'FunctionLogs';

/** Makes one log group for all functions; the name of the function is in the name of each of its log streams. */
export const shareLogGroup = (template: Template, LogGroupName: string, RetentionInDays: number): void => {
  template.Resources[LOG_GROUP] = { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName, RetentionInDays } };
  for (const [, { Properties }] of ofType(template, 'AWS::Lambda::Function'))
    Properties.LoggingConfig = { LogGroup: { Ref: LOG_GROUP } };
};
