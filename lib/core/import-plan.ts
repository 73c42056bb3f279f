import { AppError, type FieldError } from './errors.ts';

/** A change that is planned, and the one write that makes it: nothing of it is ever half done. */
export interface PlannedChange {
  outcome: 'created' | 'updated';
  apply: () => Promise<unknown>;
  /** Changes of a later round need those of an earlier one. */
  round?: number;
}

/** What importing a line comes to: a change, or nothing, since it is so already; or what is wrong with it. */
export type ImportPlan = PlannedChange | { outcome: 'unchanged' } | { outcome: 'refused'; errors: FieldError[] };

export const UNCHANGED: ImportPlan = { outcome: 'unchanged' };

export const refusedFor = (...errors: FieldError[]): ImportPlan => ({ outcome: 'refused', errors });

/** What is wrong with a line, where that is its own fault. @throws what is a failure of ours, or the database's. */
export const faultsIn = (error: unknown): FieldError[] => {
  if (!(error instanceof AppError) || error.kind === 'unavailable') throw error;
  return error.errors ?? [{ path: '', message: error.message }];
};
