import { type AppError, errorsOf, type FieldError } from '#lib/core/errors';

type Code =
  | 'rule.unknown'
  | 'rule.names-unknown'
  | 'rule.contended'
  | 'device.address-missing'
  | 'device.retiring'
  | 'step.impossible'
  | 'devices.too-many-to-sort'
  | 'boot.unknown';
const { conflict, invalid, notFound, unavailable } = errorsOf<Code>();

export const ruleUnknown = (name: string): AppError => notFound('rule.unknown', `Rule ${name} does not exist.`);

export { deviceUnknown } from '#lib/ztp/errors';

/** What a rule names and is not there. */
export const namesUnknown = (errors: FieldError[]): AppError => invalid('rule.names-unknown', errors);

export const addressMissing = (): AppError =>
  invalid('device.address-missing', [
    { path: 'ip', message: 'is needed: no rule that matches this device allocates an address' },
  ]);

export const deviceRetiring = (id: string): AppError =>
  conflict('device.retiring', `Device ${id} is being retired; register it again when it is gone.`);

/** A step that will never be done as it is asked for. */
export const stepImpossible = (detail: string): AppError => conflict('step.impossible', detail);

export const tooManyToSort = (most: number): AppError =>
  invalid('devices.too-many-to-sort', [{ path: 'sort', message: `is possible with up to ${most} devices` }]);

/** It does not tell what is wrong: who has not the secret learns nothing of devices. */
export const bootUnknown = (): AppError => notFound('boot.unknown', 'There is nothing to boot from here.');

export const ruleContended = (name: string) =>
  unavailable('rule.contended', `Too many callers change rule ${name} at once; try again shortly.`);
