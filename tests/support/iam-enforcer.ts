import { AsyncLocalStorage } from 'node:async_hooks';
import { appendFileSync } from 'node:fs';
import { LambdaInvoker } from '#lib/core/aws/lambda';
import { ParameterStore } from '#lib/core/aws/parameters';
import { parameterIn, SECRETS } from '#lib/core/secrets';
import { LeanClient } from '#lib/db/lean/client';
import { SdkClient } from '#lib/db/sdk-client';
import { invocable, permissionsOf, sharesOf } from '#tools/deploy/permissions';
import { declaredFunctions } from './functions-yml.ts';

/** What AWS says to a function whose role does not allow a call. */
class AccessDeniedException extends Error {
  override readonly name = 'AccessDeniedException';
}

/** One thing that a role has to allow: an action, and which part of the table it is done to. */
interface Need {
  action: string;
  partition?: string;
}

/** A request to the table by its operation. */
interface Request {
  operation: string;
  // biome-ignore lint/suspicious/noExplicitAny: requests of every kind pass here
  input: any;
}

const functions = declaredFunctions();
const byFile = new Map(Object.entries(functions).map(([key, { handler }]) => [handler.replace(/\.handler$/, ''), key]));
const running = new AsyncLocalStorage<string>();

const partitionOf = ({ Key, Item }: { Key?: { pk: string }; Item?: { pk: string } }): string =>
  Key?.pk ?? Item?.pk ?? '';

const needOfPart = ([kind, request]: [string, Parameters<typeof partitionOf>[0]]): Need => ({
  action: `table:${kind === 'ConditionCheck' ? 'ConditionCheckItem' : `${kind}Item`}`,
  partition: partitionOf(request),
});

const settingOf = (parameter: string): string =>
  SECRETS.find((setting) => parameterIn(process.env[setting] ?? '') === parameter) ?? parameter;

/** What a request to the table takes; a transaction takes what its parts do. */
const needsOf = ({ operation, input }: Request): Need[] => {
  if (operation === 'TransactWriteItems')
    return (input.TransactItems as object[]).flatMap((part) => Object.entries(part).map(needOfPart));
  if (operation === 'Query') return [{ action: input.IndexName ? 'index:Query' : 'table:Query' }];
  if (operation.startsWith('Batch')) return [{ action: `table:${operation}` }];
  return [needOfPart([operation.replace(/Item$/, ''), input])];
};

/** What a function's own code may do, in the words of `needsOf`. */
export const allowed = (key: string): string[] => {
  const may = permissionsOf(key, functions[key] ?? {});
  return [
    ...may.table.map((action) => `table:${action}`),
    ...may.index.map((action) => `index:${action}`),
    ...invocable(may, functions).map((invoked) => `invoke:${invoked}`),
    ...may.secrets.map((setting) => `secrets:${setting}`),
  ];
};

/** By which permission a role allows it: one of the function's own, or its share of a part of the table. */
const permissionFor = (key: string, { action, partition }: Need): string | undefined => {
  const share = sharesOf(key).find(
    ({ partitions, actions }) =>
      partition?.startsWith(partitions) && actions.some((each) => action === `table:${each}`),
  );
  if (share) return `${share.partitions}${action}`;
  return allowed(key).includes(action) ? action : undefined;
};

const uses = new Map<string, Set<string>>();

/** The permissions that a function has used so far, in this process. */
export const usedBy = (key: string): string[] => [...(uses.get(key) ?? [])].sort();

/** What was refused so far: a handler may have swallowed it, so `own-table.ts` looks here at the end of each file. */
export const denials: string[] = [];
Object.assign(globalThis, { denials });

/** The running stack cannot be asked, and so it writes its denials down. */
const deny = (sentence: string): never => {
  denials.push(sentence);
  if (process.env.MUSTER_TEST_DENIALS) appendFileSync(process.env.MUSTER_TEST_DENIALS, `${sentence}\n`);
  throw new AccessDeniedException(sentence);
};

const assertAllowed = (key: string, needs: readonly Need[]): void => {
  for (const need of needs) {
    const permission = permissionFor(key, need);
    if (permission === undefined) deny(`The role of ${key} does not allow ${need.action}; see its functions.yml`);
    else uses.set(key, (uses.get(key) ?? new Set()).add(permission));
  }
};

/** What a client sends for a function passes here first; what a test itself asks does not. */
const guard = <M extends string, S extends unknown[]>(
  prototype: Record<M, (...sent: S) => Promise<unknown>>,
  method: M,
  needs: (...sent: S) => Need[],
): void => {
  const send = prototype[method];
  prototype[method] = async function (this: unknown, ...sent: S) {
    const key = running.getStore();
    if (key !== undefined) assertAllowed(key, needs(...sent));
    return send.call(this, ...sent);
  };
};

type Send = Record<'send', (operation: string, input: object) => Promise<unknown>>;

for (const { prototype } of [LeanClient, SdkClient])
  guard(prototype as Send, 'send', (operation: string, input: object) => needsOf({ operation, input }));
guard(LambdaInvoker.prototype, 'invoke', ({ name }) => [{ action: `invoke:${name.split('-').slice(2).join('-')}` }]);
guard(ParameterStore.prototype, 'read', (name) => [{ action: `secrets:${settingOf(name)}` }]);

/** A handler that may do what its function's role allows, and no more. */
export const watched = <A extends unknown[], R>(file: string, handler: (...args: A) => R): ((...args: A) => R) => {
  const key = byFile.get(file);
  if (key === undefined) throw new Error(`No function is declared for ${file}`);
  return (...args) => running.run(key, () => handler(...args));
};
