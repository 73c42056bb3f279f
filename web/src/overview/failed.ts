import { api } from '../core/api.ts';
import { statusOf } from '../core/failure.ts';
import type { Event, FleetDevice } from '../core/model.ts';
import { allPages } from '../core/pages.ts';

export interface Failed {
  id: string;
  name: string;
  /** What was given up, and why. */
  why: string;
  at: string;
}

const MOST = 200;
/** So many devices whose exec call failed are looked at one by one. */
const ASKED = 20;

const STEP_WORDS = { address: 'Address', monitor: 'Monitoring', machine: 'Machine', exec: 'Provisioning' } as const;

const failureOf = ({ id, name, steps, exec, last_registered_at }: FleetDevice): Failed | undefined => {
  const step = steps.find(({ state }) => state === 'FAILED');
  if (step) return { id, name, why: `${STEP_WORDS[step.step]}: ${step.error ?? 'was given up'}`, at: step.at };
  if (exec?.status !== 'FAILED') return undefined;
  return {
    id,
    name,
    why: `${STEP_WORDS.exec}: ${exec.error ?? 'was given up'}`,
    at: exec.last_attempt_at ?? last_registered_at,
  };
};

/** The devices whose last exec call ended badly, as far as the log tells. */
const lastFailed = (events: readonly Event[]): string[] => {
  const newest = new Map<string, string>();
  for (const { subject, type } of events) if (!newest.has(subject)) newest.set(subject, type);
  return [...newest].filter(([, type]) => type === 'exec.failed').map(([subject]) => subject);
};

const deviceOr404 = (id: string): Promise<FleetDevice | undefined> =>
  api('GET /fleet/devices/{id}', { params: { id } }).catch((error) => {
    if (statusOf(error) === 404) return undefined;
    throw error;
  });

/** Enrollments and exec calls that were given up, the newest first. */
export const loadFailed = async (): Promise<Failed[]> => {
  const [failed, calls] = await Promise.all([
    allPages((cursor) => api('GET /fleet/devices', { query: { state: 'FAILED', limit: MOST, cursor } }), MOST),
    api('GET /events', { query: { type: 'exec.*', limit: 100 } }),
  ]);
  const there = new Set(failed.map(({ id }) => id));
  const asked = lastFailed(calls.items).filter((id) => !there.has(id));
  const others = await Promise.all(asked.slice(0, ASKED).map(deviceOr404));
  return [...failed, ...others]
    .flatMap((device) => (device && failureOf(device)) ?? [])
    .sort((a, b) => b.at.localeCompare(a.at));
};
