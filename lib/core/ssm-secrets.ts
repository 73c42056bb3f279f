import { ParameterStore } from './aws/parameters.ts';
import * as clock from './clock.ts';
import { unavailable } from './errors.ts';
import { log } from './log.ts';
import { hide } from './redact.ts';
import { parameterIn } from './secrets.ts';

/** How long a value is used before it is read again: so soon a secret that was changed is the one that counts. */
export const KEPT_MS = 5 * 60_000;

/** And so soon it is tried again, when that did not work. */
const AGAIN_MS = 30_000;

interface Kept {
  value: string;
  untilMs: number;
}

const kept = new Map<string, Kept>();
const underWay = new Map<string, Promise<string>>();
let store: ParameterStore | undefined;

const read = async (name: string): Promise<string> => {
  store ??= new ParameterStore();
  const value = await store.read(name);
  if (value === '') throw new Error(`The parameter ${name} has no value`);
  hide(value);
  return value;
};

const refresh = async (name: string, nowMs: number): Promise<string> => {
  const last = kept.get(name)?.value;
  try {
    const value = await read(name);
    kept.set(name, { value, untilMs: nowMs + KEPT_MS });
    return value;
  } catch (error) {
    log.error('A secret could not be read', { parameter: name, error: error as Error });
    if (last === undefined)
      throw unavailable('secret.unavailable', 'A secret that this call needs could not be read.', 10, error);
    kept.set(name, { value: last, untilMs: nowMs + AGAIN_MS });
    return last;
  }
};

/**
 * The value of a setting that may be a secret: the setting itself, or, for `ssm:/name`, the parameter of that name in AWS
 * Systems Manager, read again when it is five minutes old. While it cannot be read again, the last value stays.
 * @throws AppError 503 when it has never been read.
 */
export const resolveSecret = async (setting: string, { now = clock.now } = {}): Promise<string> => {
  const name = parameterIn(setting);
  if (name === undefined) return setting;
  const nowMs = now().getTime();
  const last = kept.get(name);
  if (last && nowMs < last.untilMs) return last.value;
  // Hundreds of calls may want it at the same moment, and wait for one answer.
  const asking = underWay.get(name) ?? refresh(name, nowMs).finally(() => underWay.delete(name));
  underWay.set(name, asking);
  return asking;
};
