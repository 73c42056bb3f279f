import type { Api } from '#lib/api';
import type { OutputOf } from '#lib/http/client';

export type Body<R extends Api['route']> = OutputOf<Extract<Api, { route: R }>>;
type Item<R extends Api['route']> = Body<R> extends { items: (infer T)[] } ? T : never;

export type Server = Item<'GET /servers'>;
export type Ping = Item<'GET /servers/{name}/pings'>;
export type Change = Item<'GET /servers/{name}/changes'>;

export type Pool = Body<'GET /api/pools/{id}'>;
export type Resource = Pool['resources'][number];
export type Use = Pick<Body<'GET /api/pools/{id}/use'>, 'total' | 'allocated' | 'released' | 'cooling'>;
export type BlockUse = NonNullable<Body<'GET /api/pools/{id}/use'>['blocks']>[number];
export type PoolHead = Body<'PATCH /api/pools/{id}'>;
export type UsedPool = Extract<Item<'GET /api/pools'>, { use: unknown }>;

export type Device = Item<'GET /ztp/devices'>;
export type DeviceInFull = Body<'GET /ztp/devices/{id}'>;
export type Exec = Item<'GET /ztp/devices/{id}/execs'>;

export type Cluster = Item<'GET /api/v1/clusters'>;
export type Machine = Item<'GET /api/v1/machines'>;
export type MachineState = Machine['state'];
export type Operation = Machine['operations'][number]['type'];

export type ComputeQuota = Body<'GET /clusters/quota'>;
export type ComputeCluster = Body<'GET /clusters/'>[number];

export type Event = Item<'GET /events'>;
export type Hit = Item<'GET /search'>;
export type FleetDevice = Item<'GET /fleet/devices'>;
export type Rule = Item<'GET /fleet/rules'>;
export type PoolUse = Item<'GET /api/pools'> & { use?: Use };
export type Webhook = Item<'GET /webhooks'>;
export type WebhookDelivery = Item<'GET /webhooks/{name}/deliveries'>;
export type NamedToken = Item<'GET /tokens'>;
export type ImportResult = Body<'POST /import/servers'>;
