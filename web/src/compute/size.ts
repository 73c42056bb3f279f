import { counted } from '../core/format.ts';
import type { ComputeCluster } from '../core/model.ts';

type Sized = Pick<ComputeCluster, 'cpus' | 'memory'>;

/** What people know a cluster by, which has no name: `4 CPUs, 0.5 GiB`. */
export const sizeOf = ({ cpus, memory }: Sized): string => `${counted(cpus, 'CPU')}, ${memory} GiB`;

/** When a UUID of version 7 was made, in milliseconds since 1970: its first 48 bits (RFC 9562, 5.7). */
export const madeAt = (id: string): number => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
