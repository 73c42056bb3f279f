import { readFileSync } from 'node:fs';
import { documentClient } from '#lib/db/client';

/** What some work cost: requests, read units and write units, as the engine reports them. */
export interface Cost {
  requests: number;
  rru: number;
  wru: number;
}

interface Consumed {
  CapacityUnits?: number;
}

const READS = /^(Get|BatchGet|Query|Scan|TransactGet)/;

/** DynamoDB Local reports half of what AWS takes for a transaction. */
const factorOf = (command: string): number =>
  /^Transact/.test(command) && process.env.DYNAMODB_ENGINE === 'dynamodb-local' ? 2 : 1;

const unitsOf = (consumed: Consumed | Consumed[] | undefined): number =>
  [consumed ?? []].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);

/** Runs `work` and gives what it cost. A write whose condition does not hold is a request without units. */
export const costOf = async (work: () => Promise<unknown>): Promise<Cost> => {
  const cost: Cost = { requests: 0, rru: 0, wru: 0 };
  const name = 'measureCosts';
  const { middlewareStack } = documentClient();
  middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        cost.requests += 1;
        const input = { ...args.input, ReturnConsumedCapacity: 'TOTAL' } as typeof args.input;
        const result = await next({ ...args, input });
        const { ConsumedCapacity } = result.output as { ConsumedCapacity?: Consumed | Consumed[] };
        cost[READS.test(commandName) ? 'rru' : 'wru'] += unitsOf(ConsumedCapacity) * factorOf(commandName);
        return result;
      },
    { step: 'initialize', name, override: true },
  );
  try {
    await work();
  } finally {
    middlewareStack.remove(name);
  }
  return cost;
};

/** The rows of a section of docs/costs.md, by their first cell: `| call | requests | RRU | WRU |`. */
export const documentedCosts = (section: string): Record<string, Cost> => {
  const page = readFileSync(new URL('../../docs/costs.md', import.meta.url), 'utf8');
  const [, text = ''] = page.split(`## ${section}\n`);
  const rows = [
    ...(text.split(/^## /m)[0] ?? '').matchAll(/^\| (.+?) +\| +([\d.]+) +\| +([\d.]+) +\| +([\d.]+) +\|$/gm),
  ];
  return Object.fromEntries(
    rows.map(([, call = '', requests, rru, wru]) => [
      call.trim(),
      { requests: Number(requests), rru: Number(rru), wru: Number(wru) },
    ]),
  );
};
