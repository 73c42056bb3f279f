import type { Line } from '#lib/calls/model';
import { settings } from '#lib/core/settings';

/** How the service manager is told of a registration: `GET {SERVICE_MANAGER_URL}/api/exec?ip={ip}`. */
export const serviceManager = ({ SERVICE_MANAGER_URL, EXEC_TIMEOUT_MS, EXEC_PAUSES_SECONDS } = settings()): Line => ({
  kind: 'exec',
  metrics: {
    attempts: 'ExecAttempts',
    successes: 'ExecSuccesses',
    failures: 'ExecFailures',
    latency: 'ExecLatency',
  },
  party: 'The service manager',
  request: ({ details }) => ({
    url: `${SERVICE_MANAGER_URL.replace(/\/+$/, '')}/api/exec?ip=${encodeURIComponent(String(details.ip))}`,
  }),
  timeoutMs: EXEC_TIMEOUT_MS,
  pausesSeconds: EXEC_PAUSES_SECONDS,
});
