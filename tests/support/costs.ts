import { readFileSync } from 'node:fs';
import { documentClient } from '#lib/db/client';

/** What a piece of work asked of the table. */
export interface Cost {
  requests: number;
  /** Read request units. */
  reads: number;
  /** Write request units. */
  writes: number;
}

interface Consumed {
  CapacityUnits?: number;
}

const isRead = (command: string): boolean => /^(Get|BatchGet|Query|TransactGet)/.test(command);

/** Does the work and adds up its requests and the units that the engine reports for them (`ReturnConsumedCapacity`). */
export const measure = async (work: () => Promise<unknown>): Promise<Cost> => {
  const cost: Cost = { requests: 0, reads: 0, writes: 0 };
  const stack = documentClient().middlewareStack;
  stack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' });
        cost.requests += 1;
        const result = await next(args);
        const { ConsumedCapacity = [] } = result.output as { ConsumedCapacity?: Consumed | Consumed[] };
        const units = [ConsumedCapacity].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
        cost[isRead(commandName) ? 'reads' : 'writes'] += units;
        return result;
      },
    { step: 'initialize', name: 'measure' },
  );
  try {
    await work();
  } finally {
    stack.remove('measure');
  }
  return cost;
};

/** DynamoDB Local reports a transaction's units in a way of its own; there only the requests are held against the page. */
export const comparable = ({ requests, reads, writes }: Cost): Partial<Cost> =>
  process.env.DYNAMODB_ENGINE === 'dynamodb-local' ? { requests } : { requests, reads, writes };

const COSTS_MD = new URL('../../docs/costs.md', import.meta.url);

/** The rows `| call | requests | RRU | WRU |` of a section of docs/costs.md, by their calls. */
export const documentedCosts = (section: string): Record<string, Cost> => {
  const text =
    readFileSync(COSTS_MD, 'utf8')
      .split('\n## ')
      .find((part) => part.startsWith(`${section}\n`)) ?? '';
  const rows = text.matchAll(/^\| (.+?) \| +([\d.]+) \| +([\d.]+) \| +([\d.]+) \|$/gm);
  return Object.fromEntries(
    [...rows].map(([, call = '', requests, reads, writes]) => [
      call.trim(),
      { requests: Number(requests), reads: Number(reads), writes: Number(writes) },
    ]),
  );
};
