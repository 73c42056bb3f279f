import { settings } from '#lib/core/settings';
import { resolveSecret } from '#lib/core/ssm-secrets';
import type { DeliveryPolicy, SendingPolicy } from '#lib/outbox/model';

/** The exec calls: how long they may take, and when they are made again. */
export const serviceManager = ({ EXEC_TIMEOUT_MS, EXEC_PAUSES_SECONDS } = settings()): DeliveryPolicy => ({
  kind: 'exec',
  metrics: {
    attempts: 'ExecAttempts',
    successes: 'ExecSuccesses',
    failures: 'ExecFailures',
    latency: 'ExecLatency',
  },
  recipient: 'The service manager',
  timeoutMs: EXEC_TIMEOUT_MS,
  pausesSeconds: EXEC_PAUSES_SECONDS,
});

/** How the service manager is told of a registration: `GET {SERVICE_MANAGER_URL}/api/exec?ip={ip}`. */
export const toServiceManager = (config = settings()): SendingPolicy => ({
  ...serviceManager(config),
  request: async ({ details }) => {
    const url = await resolveSecret(config.SERVICE_MANAGER_URL);
    return { url: `${url.replace(/\/+$/, '')}/api/exec?ip=${encodeURIComponent(String(details.ip))}` };
  },
});
