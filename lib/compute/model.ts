import * as z from 'zod';

/** A cluster of compute workers. */
export const ComputeCluster = z
  .object({
    id: z.uuid().meta({ description: 'UUID, version 7: in the order of creation' }),
    cpus: z
      .int('must be a whole number')
      .min(1, 'must be at least 1')
      .max(16, 'must be at most 16')
      .meta({ description: 'CPUs of each worker' }),
    creator: z.int('must be the number of a user').meta({ description: "The owner's number" }),
    memory: z
      .number('must be a number')
      .gt(0, 'must be over 0')
      .max(128, 'must be at most 128')
      .meta({ description: 'Memory of each worker in GiB' }),
  })
  .meta({
    id: 'ComputeCluster',
    example: { id: '019aa2b4-7d10-7c3e-9f51-2b6f0c1d8e4a', cpus: 10, creator: 1, memory: 10 },
  });
export type ComputeCluster = z.output<typeof ComputeCluster>;

/** What a caller says of a new one. */
export const NewComputeCluster = ComputeCluster.pick({ cpus: true, memory: true })
  .extend({ creator: ComputeCluster.shape.creator.optional() })
  .strict()
  .meta({ id: 'NewComputeCluster', example: { creator: 1, cpus: 10, memory: 10 } });

const Taken = z.object({ used: z.number(), limit: z.number() });

/** What a user's clusters take up together, and the most that they may. */
export const ComputeQuota = z
  .object({ clusters: Taken, cpus: Taken, memory: Taken.meta({ description: 'In GiB' }) })
  .meta({
    id: 'ComputeQuota',
    example: {
      clusters: { used: 2, limit: 100 },
      cpus: { used: 14, limit: 1600 },
      memory: { used: 24.5, limit: 12_800 },
    },
  });
export type ComputeQuota = z.output<typeof ComputeQuota>;
