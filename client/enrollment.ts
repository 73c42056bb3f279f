import { setTimeout as sleep } from 'node:timers/promises';
import { detailOf, NotUp, reason } from './register.ts';

/** As much of a device of the fleet as its client looks at. */
export interface EnrolledDevice {
  state: 'ENROLLING' | 'ENROLLED' | 'FAILED' | 'RETIRING' | 'UNMANAGED';
  exec: { status: string; attempts: number } | null;
  steps: { step: string; state: string; error: string | null }[];
}

/** Whether nothing more will happen to a device by itself. Before Muster has come to it, it looks unmanaged. */
const hasEnded = ({ state, exec, steps }: EnrolledDevice): boolean => {
  if (state === 'UNMANAGED') return exec === null || exec.status !== 'PENDING' || exec.attempts > 0;
  const isCalledFor = steps.some(({ step }) => step === 'exec');
  return state === 'FAILED' || (state === 'ENROLLED' && !(isCalledFor && exec?.status === 'PENDING'));
};

/** What an enrollment waits for, as one line. */
const waitingFor = ({ state, steps }: EnrolledDevice): string => {
  if (state === 'RETIRING') return 'Waiting for the retirement to end';
  const open = steps.find((step) => step.state !== 'DONE');
  if (open) return `Waiting for the step ${open.step}${open.error === null ? '' : `: ${open.error}`}`;
  return state === 'ENROLLING' ? 'Waiting for the enrollment to begin' : 'Waiting for the exec call';
};

const PAUSE_MS = 500;
const NOT_TOLD =
  'The machine is registered, but its enrollment is told only to those who show the enroll secret: name it with --enroll-secret.';

/** A device, when its enrollment has ended; `tell` gets what it waits for, whenever that is another. @throws Error when the server does not tell. */
export const enrolled = async (
  server: URL,
  id: string,
  enrollSecret: string | undefined,
  tell: (line: string) => void,
): Promise<EnrolledDevice> => {
  let told = '';
  const base = server.href.replace(/[?#].*$/, '').replace(/\/+$/, '');
  for (;;) {
    const response = await fetch(`${base}/fleet/devices/${encodeURIComponent(id)}`, {
      headers: enrollSecret === undefined ? {} : { Authorization: `Enroll ${enrollSecret}` },
      signal: AbortSignal.timeout(10_000),
    }).catch((error: unknown) => {
      throw new NotUp(`The server at ${server.host} could not be reached: ${reason(error)}.`);
    });
    if (response.status === 401) throw new Error(NOT_TOLD);
    if (!response.ok)
      throw new Error(`The server does not tell of the enrollment (${response.status}): ${await detailOf(response)}`);
    const device = (await response.json()) as EnrolledDevice;
    if (hasEnded(device)) return device;
    const line = waitingFor(device);
    if (line !== told) tell(line);
    told = line;
    await sleep(PAUSE_MS);
  }
};

/** Why an enrollment failed, as one sentence. */
export const failureOf = ({ steps }: EnrolledDevice): string => {
  const failed = steps.find(({ state }) => state === 'FAILED');
  return `The enrollment failed at its step ${failed?.step}: ${failed?.error}`;
};
