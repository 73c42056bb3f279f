import { type AppError, conflict, type FieldError, invalid, notFound } from '#lib/core/errors';

export const ruleUnknown = (name: string): AppError => notFound('rule.unknown', `Rule ${name} does not exist.`);

export const deviceUnknown = (id: string): AppError => notFound('device.unknown', `There is no device ${id}.`);

/** What a rule names and is not there. */
export const namesUnknown = (errors: FieldError[]): AppError => invalid(errors, 'rule.names-unknown');

export const addressMissing = (): AppError =>
  invalid(
    [{ path: 'ip', message: 'is needed: no rule that matches this device allocates an address' }],
    'device.address-missing',
  );

export const deviceRetiring = (id: string): AppError =>
  conflict('device.retiring', `Device ${id} is being retired; register it again when it is gone.`);

/** A step that will never be done as it is asked for. */
export const stepImpossible = (detail: string): AppError => conflict('step.impossible', detail);

export const tooManyToSort = (most: number): AppError =>
  invalid([{ path: 'sort', message: `is possible with up to ${most} devices` }], 'devices.too-many-to-sort');

/** It does not tell what is wrong: who has not the secret learns nothing of devices. */
export const bootUnknown = (): AppError => notFound('boot.unknown', 'There is nothing to boot from here.');
