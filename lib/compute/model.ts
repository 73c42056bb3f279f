import * as z from 'zod';

/** A cluster of compute workers. */
export const ComputeCluster = z
  .object({
    id: z.string().meta({ description: 'UUID, version 7: in the order of creation' }),
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
