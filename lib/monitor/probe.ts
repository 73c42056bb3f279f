import * as z from 'zod';
import { Text } from '#lib/core/text';

/** Why a probe got no answer that counts. */
export const LossReason = z.enum(['timeout', 'refused', 'unreachable', 'tls', 'protocol', 'status', 'body']).meta({
  id: 'LossReason',
  description: 'status and body: an http probe was answered, but not as it should have been',
  example: 'timeout',
});
export type LossReason = z.output<typeof LossReason>;

const Port = z.int().min(1).max(65_535).meta({ description: 'Where to connect to', example: 22 });

const HttpUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
  .max(2048)
  .meta({
    description:
      "Scheme, host name, port and path. The connection goes to the server's own address; no redirect is followed.",
    example: 'https://www.example.com/health',
  });

/** How a server is probed, where that is not as `PING_METHOD` says. */
export const Probe = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('icmp') }),
    z.strictObject({ type: z.literal('tcp'), port: Port.optional() }),
    z.strictObject({
      type: z.literal('http'),
      url: HttpUrl.optional(),
      status: z
        .array(z.int().min(100).max(599))
        .min(1)
        .max(20)
        .optional()
        .meta({ description: 'Statuses that count as answers; without it, 200 to 299', example: [200] }),
      contains: Text(1024)
        .min(1)
        .optional()
        .meta({ description: "What the answer's first 256 KiB must contain", example: 'ok' }),
      insecure: z.literal(true).optional().meta({ description: 'Take any certificate' }),
    }),
  ])
  .meta({ id: 'Probe', example: { type: 'http', url: 'https://www.example.com/health', status: [200] } });
export type Probe = z.output<typeof Probe>;
export type HttpProbe = Extract<Probe, { type: 'http' }>;
