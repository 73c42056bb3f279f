import * as auth from '#lib/auth/endpoints';
import * as cloud from '#lib/cloud/endpoints';
import * as compute from '#lib/compute/endpoints';
import * as events from '#lib/events/endpoints';
import * as fleet from '#lib/fleet/endpoints';
import * as graphql from '#lib/graphql/endpoints';
import * as imports from '#lib/import/endpoints';
import * as monitor from '#lib/monitor/endpoints';
import * as docs from '#lib/openapi/endpoints';
import * as pools from '#lib/pools/endpoints';
import * as search from '#lib/search/endpoints';
import * as ui from '#lib/ui/endpoints';
import * as webhooks from '#lib/webhooks/endpoints';
import * as ztp from '#lib/ztp/endpoints';
import type { Endpoint } from './http/endpoint.ts';

const areas = [
  pools,
  ztp,
  fleet,
  monitor,
  cloud,
  compute,
  auth,
  events,
  webhooks,
  search,
  imports,
  graphql,
  docs,
  ui,
] as const;

/** Every endpoint of the system. */
export const endpoints = areas.flatMap((area) => Object.values(area)) as unknown as readonly Endpoint[];

type EndpointsOf<Area> = Area extends unknown ? Area[keyof Area] : never;

/** Their types, one by one: what `client<Api>()` is made from. */
export type Api = EndpointsOf<(typeof areas)[number]>;
