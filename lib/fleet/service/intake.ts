import DataLoader from 'dataloader';
import * as clock from '#lib/core/clock';
import type { DeliveryRef } from '#lib/outbox/model';
import type { Device } from '#lib/ztp/model';
import * as ztp from '#lib/ztp/service';
import { deviceKeyOf } from '#lib/ztp/service';
import { begun, registeredAgain, waitsForSteps } from '../begin.ts';
import { type EnrollmentRecord, stateOf } from '../enrollment.ts';
import type { Rule } from '../model.ts';
import * as enrollments from '../repository/enrollment.ts';
import { isOutdated } from '../wanted.ts';
import { candidates, rematch } from './choose.ts';
import { currentRules } from './rules-cache.ts';

/** What has to be done for a device that registered or changed: exec calls to be made, enrollments to be worked on. */
export interface Todo {
  execs: DeliveryRef[];
  enrollments: string[];
}

/** A change that asks for nothing. */
export const NOTHING: Todo = { execs: [], enrollments: [] };

/** As many enrollments as one write begins. */
const BEGUN_AT_ONCE = 40;

interface Wish {
  rule: Rule;
  record: EnrollmentRecord;
}

type Outcome = 'begun' | 'full' | 'there';

/** Begins those that one rule is to have: together, or as many as it has room for, or one by one where they clash. */
const beginBy = async (rule: Rule, records: readonly EnrollmentRecord[]): Promise<Outcome[]> => {
  const beginning = await enrollments.begin(rule, records);
  if (beginning.outcome === 'begun' || records.length === 1) return records.map(() => beginning.outcome);
  if (beginning.outcome === 'there')
    return Promise.all(records.map(async (record) => (await enrollments.begin(rule, [record])).outcome));
  const room = Math.max(0, Math.min((rule.max_devices ?? 0) - beginning.devices, records.length - 1));
  const fit = room > 0 ? await beginBy(rule, records.slice(0, room)) : [];
  return [...fit, ...records.slice(room).map(() => 'full' as const)];
};

const beginAll = async (wishes: readonly Wish[]): Promise<Outcome[]> => {
  const outcomes = new Map<Wish, Outcome>();
  for (const rule of new Set(wishes.map((wish) => wish.rule))) {
    const some = wishes.filter((wish) => wish.rule === rule);
    // A transaction changes an item once: a device that stands twice in a batch is left to a write of its own.
    const first = some.filter(
      ({ record }, i) => some.findIndex((other) => other.record.device === record.device) === i,
    );
    const began = await beginBy(
      rule,
      first.map(({ record }) => record),
    );
    for (const [i, wish] of first.entries()) outcomes.set(wish, began[i] ?? 'there');
  }
  return wishes.map((wish) => outcomes.get(wish) ?? 'there');
};

/** One batch of changes: what its devices need is read together, and enrollments begin together. */
export const intake = ({ now = clock.now } = {}) => {
  const found = new DataLoader<string, EnrollmentRecord | undefined>(
    async (keys) => {
      const known = await enrollments.findMany(keys);
      return keys.map((key) => known.get(key));
    },
    { cache: false },
  );
  const begin = new DataLoader<Wish, Outcome>(beginAll, { cache: false, maxBatchSize: BEGUN_AT_ONCE });

  /** Begins an enrollment by the first rule that has room; undefined when there is none. */
  const enroll = async (key: string, device: Device): Promise<EnrollmentRecord | 'there' | undefined> => {
    for (const rule of candidates(await currentRules(), { id: key, name: device.name, ip: device.ip })) {
      const record = begun(rule, key, device, clock.iso(now()));
      const outcome = await begin.load({ rule, record });
      if (outcome === 'begun') return record;
      if (outcome === 'there') return 'there';
    }
    return undefined;
  };

  /** The exec call of a registration, at once, unless it waits for the steps of an enrollment. */
  const callAtOnce = async (device: Device, record: EnrollmentRecord | undefined): Promise<DeliveryRef[]> => {
    if (record && !record.retiring && waitsForSteps(record)) return [];
    const enrollment = record?.plan.exec && record.id;
    const { owner, at, id } = await ztp.writeExec(device, enrollment ? { enrollment } : {});
    return [{ owner, at, id }];
  };

  const again = async (record: EnrollmentRecord, device: Device): Promise<EnrollmentRecord | undefined> => {
    const at = clock.iso(now());
    const { registrationId } = device;
    if (record.retiring)
      return registrationId === record.retiring.registrationId || registrationId === record.again
        ? record
        : enrollments.replace(record, { ...record, again: registrationId });
    if (record.registration?.id === registrationId) return record;
    if (stateOf(record) === 'FAILED')
      return rematch(record, device, await currentRules(), at, { isRegistration: true });
    if (!record.plan.exec && !isOutdated(record, device)) return record;
    return enrollments.replace(record, { ...registeredAgain(record, device, at), dueAt: at });
  };

  /** A device has registered: what was seen of its enrollment may be changed by others meanwhile, then again. */
  const registered = async (device: Device): Promise<Todo> => {
    const key = deviceKeyOf(device.id);
    for (;;) {
      const seen = await found.load(key);
      const record = seen ? await again(seen, device) : await enroll(key, device);
      if (record === 'there' || (seen && !record)) continue;
      return { execs: await callAtOnce(device, record), enrollments: record?.dueAt === undefined ? [] : [key] };
    }
  };

  /** A device was edited: its server and machine follow. */
  const edited = async (device: Device): Promise<Todo> => {
    const key = deviceKeyOf(device.id);
    for (;;) {
      const seen = await found.load(key);
      if (!seen || seen.retiring || !isOutdated(seen, device)) return NOTHING;
      if (await enrollments.replace(seen, { ...seen, dueAt: clock.iso(now()) }))
        return { execs: [], enrollments: [key] };
    }
  };

  return { registered, edited };
};
