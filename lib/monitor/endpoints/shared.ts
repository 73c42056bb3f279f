import * as z from 'zod';
import { Name } from '#lib/core/text';
import { ServerName } from '../model.ts';

export const area = 'monitor';

export const params = z.object({ name: ServerName });

export const Tag = Name(128);
