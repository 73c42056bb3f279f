import * as z from 'zod';
import { PageQuery } from '#lib/http/paging';
import { PoolId, View } from '../model.ts';

export const area = 'pools';

export const params = z.object({ id: PoolId });

export const ViewQuery = z.object({ view: View.optional() });

export const PagedView = PageQuery.extend(ViewQuery.shape);
