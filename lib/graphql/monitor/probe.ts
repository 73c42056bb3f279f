import type { Probe as ProbeShown } from '#lib/monitor/probe';
import { builder } from '../builder.ts';

const ProbeType = builder.enumType('ProbeType', {
  description: 'icmp: echo; tcp: time to connect; http: a GET, its status, certificate and body',
  values: ['icmp', 'tcp', 'http'] as const,
});

type Any = Partial<Extract<ProbeShown, { type: 'tcp' }> & Omit<Extract<ProbeShown, { type: 'http' }>, 'type'>>;

export const Probe = builder.objectRef<ProbeShown>('Probe').implement({
  description: 'How a server is probed, where that is not as PING_METHOD says',
  fields: (t) => ({
    type: t.expose('type', { type: ProbeType, description: 'By which prober' }),
    port: t.int({ nullable: true, description: 'tcp: where to connect to', resolve: (probe) => (probe as Any).port }),
    url: t.string({ nullable: true, description: 'http: what is asked for', resolve: (probe) => (probe as Any).url }),
    status: t.intList({
      nullable: true,
      description: 'http: statuses that count as answers; without it, 200 to 299',
      resolve: (probe) => (probe as Any).status,
    }),
    contains: t.string({
      nullable: true,
      description: 'http: what the answer must contain',
      resolve: (probe) => (probe as Any).contains,
    }),
    insecure: t.boolean({
      description: 'http: take any certificate',
      resolve: (probe) => (probe as Any).insecure ?? false,
    }),
  }),
});

export const ProbeInput = builder.inputType('ProbeInput', {
  description: 'How a server is probed',
  fields: (t) => ({
    type: t.field({ type: ProbeType, required: true, description: 'By which prober' }),
    port: t.int({ description: 'tcp: where to connect to' }),
    url: t.string({ description: 'http: what is asked for' }),
    status: t.intList({ description: 'http: statuses that count as answers; without it, 200 to 299' }),
    contains: t.string({ description: 'http: what the answer must contain' }),
    insecure: t.boolean({ description: 'http: true takes any certificate' }),
  }),
});
