import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import * as clock from './clock.ts';
import { unavailable } from './errors.ts';
import { log } from './log.ts';
import { hide } from './redact.ts';
import { parameterIn } from './secrets.ts';

/** How long a value is used before it is read anew: so soon a secret that was changed is the one that counts. */
export const KEPT_MS = 5 * 60_000;

interface Kept {
  value: string;
  readAtMs: number;
}

const kept = new Map<string, Kept>();
let client: SSMClient | undefined;

const read = async (Name: string, now: Date): Promise<string> => {
  client ??= new SSMClient({});
  const { Parameter } = await client.send(new GetParameterCommand({ Name, WithDecryption: true }));
  const value = Parameter?.Value ?? '';
  if (value === '') throw new Error(`The parameter ${Name} has no value`);
  hide(value);
  kept.set(Name, { value, readAtMs: now.getTime() });
  return value;
};

/**
 * The value of a setting that may be a secret: the setting itself, or, for `ssm:/name`, the parameter of that name in AWS
 * Systems Manager, read again when it is five minutes old. While it cannot be read again, the last value stays.
 * @throws Fault 503 when it has never been read.
 */
export const reveal = async (setting: string, { now = clock.now } = {}): Promise<string> => {
  const name = parameterIn(setting);
  if (name === undefined) return setting;
  const at = now();
  const last = kept.get(name);
  if (last && at.getTime() - last.readAtMs < KEPT_MS) return last.value;
  try {
    return await read(name, at);
  } catch (error) {
    log.error('A secret could not be read', { parameter: name, error: error as Error });
    if (last) return last.value;
    throw unavailable('secret.unavailable', 'A secret that this call needs could not be read.', 10, error);
  }
};
