import type { CallingLine, Line } from '#lib/calls/model';
import { reveal } from '#lib/core/parameters';
import { settings } from '#lib/core/settings';

/** The exec calls: how long they may take, and when they are made again. */
export const serviceManager = ({ EXEC_TIMEOUT_MS, EXEC_PAUSES_SECONDS } = settings()): Line => ({
  kind: 'exec',
  metrics: {
    attempts: 'ExecAttempts',
    successes: 'ExecSuccesses',
    failures: 'ExecFailures',
    latency: 'ExecLatency',
  },
  party: 'The service manager',
  timeoutMs: EXEC_TIMEOUT_MS,
  pausesSeconds: EXEC_PAUSES_SECONDS,
});

/** How the service manager is told of a registration: `GET {SERVICE_MANAGER_URL}/api/exec?ip={ip}`. */
export const toServiceManager = (config = settings()): CallingLine => ({
  ...serviceManager(config),
  request: async ({ details }) => {
    const url = await reveal(config.SERVICE_MANAGER_URL);
    return { url: `${url.replace(/\/+$/, '')}/api/exec?ip=${encodeURIComponent(String(details.ip))}` };
  },
});
