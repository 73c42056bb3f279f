import * as z from 'zod';
import { clusters } from '#lib/cloud/service';
import type { FieldError } from '#lib/core/errors';
import { assertMatch, assertPreconditions, type Preconditions } from '#lib/core/etag';
import { optimisticRetry } from '#lib/core/optimistic-retry';
import { MAX_PAGE_SIZE, type Page, type Paging } from '#lib/core/page';
import { Name } from '#lib/core/text';
import { openCursor, sealCursor } from '#lib/db/cursor';
import * as pools from '#lib/pools/service';
import { namesUnknown, ruleContended, ruleUnknown } from '../errors.ts';
import { byPriority } from '../match.ts';
import { Plan, type Rule, type RuleBody } from '../model.ts';
import * as repository from '../repository/rules.ts';

interface Guarded {
  /** The caller's `If-Match`. */
  ifMatch?: string | undefined;
}

const shown = ({ revision: _, ...rule }: repository.RuleRecord): Rule => rule;

type Naming = Pick<RuleBody, 'address'> & {
  machine?: Pick<NonNullable<RuleBody['machine']>, 'cluster_name'> | undefined;
};

/** Each pool and cluster that a rule names and that does not exist, with its path. */
const unknownNames = async ({ address, machine }: Naming): Promise<FieldError[]> => {
  const [heads, cluster] = await Promise.all([
    address && pools.getHeads([address.pool]),
    machine && clusters.findByName(machine.cluster_name),
  ]);
  const errors: FieldError[] = [];
  if (address && !heads?.has(address.pool))
    errors.push({ path: 'address.pool', message: `Pool ${address.pool} does not exist` });
  if (machine && !cluster)
    errors.push({ path: 'machine.cluster_name', message: `Cluster ${machine.cluster_name} does not exist` });
  return errors;
};

/** As much of a rule as names something, from a body in which something else is wrong. */
const Named = z
  .object({
    address: Plan.shape.address.catch(undefined),
    machine: z
      .object({ cluster_name: Name(128) })
      .optional()
      .catch(undefined),
  })
  .catch({});

/** The same of a body that is no rule because something else is wrong with it. */
export const unknownNamesIn = (body: unknown): Promise<FieldError[]> => unknownNames(Named.parse(body));

/** Writes on top of what is there, again while others are faster. `write` gives undefined then. */
const onTop = <T>(
  name: string,
  write: (seen: repository.RuleRecord | undefined) => Promise<T | undefined>,
): Promise<T> =>
  optimisticRetry(
    async () => write(await repository.find(name)),
    () => ruleContended(name),
  );

/**
 * Creates a rule or takes the place of one. @throws AppError 400 when its pool or cluster does not exist, 412 when a
 * precondition does not hold.
 */
export const put = async (
  name: string,
  body: RuleBody,
  preconditions: Preconditions = {},
): Promise<{ rule: Rule; isNew: boolean }> => {
  const unknown = await unknownNames(body);
  if (unknown.length > 0) throw namesUnknown(unknown);
  const rule = { name, ...body };
  return onTop(name, async (seen) => {
    assertPreconditions(preconditions, seen && shown(seen));
    return (await repository.save(rule, seen)) ? { rule, isNew: seen === undefined } : undefined;
  });
};

/** Every rule, by priority, then by name. */
export const list = async (): Promise<Rule[]> => (await repository.list()).sort(byPriority);

/** A rule. @throws AppError 404. */
export const get = async (name: string): Promise<Rule> => {
  const found = await repository.find(name);
  if (!found) throw ruleUnknown(name);
  return shown(found);
};

/** Deletes a rule; its devices stay enrolled. @throws AppError 404, 412 when `ifMatch` does not hold. */
export const remove = (name: string, { ifMatch }: Guarded = {}): Promise<true> =>
  onTop(name, async (seen) => {
    if (!seen) throw ruleUnknown(name);
    assertMatch(ifMatch, shown(seen));
    return (await repository.remove(seen)) || undefined;
  });

const LIST = 'rules';

/**
 * The bytes of a page's rules, quotes and line ends escaped twice, as Lambda hands a body on. In CSV each quote is
 * doubled besides, so that a page has at most twice as many there: still fewer than an answer may have.
 */
const PAGE_BYTES = 2_500_000;

/** As many from the beginning as one answer has room for: one at least, for a rule by itself always fits. */
const fitting = (all: readonly Rule[]): Rule[] => {
  let bytes = 0;
  const tooMany = all.findIndex((rule, i) => {
    bytes += Buffer.byteLength(JSON.stringify(JSON.stringify(rule)));
    return i > 0 && bytes > PAGE_BYTES;
  });
  return tooMany < 0 ? [...all] : all.slice(0, tooMany);
};

/** A page of them: of large ones fewer than were asked for. @throws AppError 400 for a bad cursor. */
export const page = async ({ limit = MAX_PAGE_SIZE, cursor }: Paging = {}): Promise<Page<Rule>> => {
  const [priority = '-1', name = ''] = cursor === undefined ? [] : openCursor(LIST, cursor);
  const left = (await list()).filter((rule) => byPriority(rule, { priority: Number(priority), name }) > 0);
  const items = fitting(left.slice(0, limit));
  const last = items.at(-1);
  return {
    items,
    cursor: last && left.length > items.length ? sealCursor(LIST, [String(last.priority), last.name]) : undefined,
  };
};
