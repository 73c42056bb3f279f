import type { Device } from '#lib/ztp/model';
import { type EnrollmentRecord, stepsOf, targetOf } from './enrollment.ts';
import type { Plan, StepName } from './model.ts';
import { render, type Variables } from './template.ts';
import { enrolledVariables, type Network, subjectVariables } from './variables.ts';

/** What a device's server and machine should be by its plan, as the device is now. */
export interface Wanted {
  server?: { name: string; ip: string };
  machine?: { name: string };
}

type Of = Pick<EnrollmentRecord, 'plan' | 'address' | 'device'>;

const subjectOf = (key: string, { name, ip }: Pick<Device, 'name' | 'ip'>) => ({ id: key, name, ip });

export const variablesOf = (
  { device: key, address }: Pick<EnrollmentRecord, 'device' | 'address'>,
  device: Pick<Device, 'name' | 'ip'>,
  network: Network = {},
): Variables => enrolledVariables(subjectOf(key, device), address?.ip_address, network);

export const wantedOf = (record: Of, device: Pick<Device, 'name' | 'ip'>, network: Network = {}): Wanted => {
  const { plan, address } = record;
  const values = variablesOf(record, device, network);
  const ip = targetOf(plan) === 'address' && address ? address.ip_address : device.ip;
  return {
    ...(plan.monitor && { server: { name: render(plan.monitor.name, values), ip } }),
    ...(plan.machine && { machine: { name: render(plan.machine.name, values) } }),
  };
};

/** The name that a server will have, as far as it is known before there is an address. */
export const firstServerNames = (plan: Plan, key: string, device: Pick<Device, 'name' | 'ip'>): string[] =>
  plan.monitor ? [render(plan.monitor.name, subjectVariables(subjectOf(key, device)))] : [];

/** Whether what a step is for is there as it is wanted. The exec call is another matter. */
export const isSatisfied = (
  step: StepName,
  { address, server, machine }: EnrollmentRecord,
  wanted: Wanted,
): boolean => {
  if (step === 'address') return address !== undefined;
  if (step === 'monitor') return server?.name === wanted.server?.name && server?.ip === wanted.server?.ip;
  if (step === 'machine') return machine?.name === wanted.machine?.name;
  return true;
};

/** Whether a device that has changed has to be seen to. */
export const isOutdated = (record: EnrollmentRecord, device: Pick<Device, 'name' | 'ip'>): boolean => {
  const wanted = wantedOf(record, device);
  return stepsOf(record.plan).some((step) => !isSatisfied(step, record, wanted));
};
