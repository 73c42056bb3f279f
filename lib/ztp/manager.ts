import { settings } from '#lib/core/settings';
import { resolveSecret } from '#lib/core/ssm-secrets';
import type { Delivery, DeliveryPolicy, SendingPolicy } from '#lib/outbox/model';

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

/** A header holds printable ASCII (RFC 9110, 5.5): anything else, and the percent sign, is percent-encoded UTF-8. */
const headerText = (text: unknown): string =>
  String(text ?? '').replace(/[^\x20-\x24\x26-\x7e]+/gu, (some) => encodeURIComponent(some));

/** Who the call is about, for a manager that does not want to ask back. */
const headersOf = ({ device, name, address, ip }: Delivery['details']) => ({
  'Muster-Device': headerText(device),
  'Muster-Name': headerText(name),
  'Muster-Address': headerText(address ?? ip),
});

/** How the service manager is told of a registration: `GET {SERVICE_MANAGER_URL}/api/exec?ip={ip}`. */
export const toServiceManager = (config = settings()): SendingPolicy => ({
  ...serviceManager(config),
  request: async ({ details }) => {
    const url = await resolveSecret(config.SERVICE_MANAGER_URL);
    return {
      url: `${url.replace(/\/+$/, '')}/api/exec?ip=${encodeURIComponent(String(details.ip))}`,
      headers: headersOf(details),
    };
  },
});
