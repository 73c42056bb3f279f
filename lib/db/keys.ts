/**
 * The whole data model, on one page; what builds the keys is in `keys/`, by area. One table; `index` is its one sparse,
 * overloaded index, which copies keys alone.
 *
 * | entity           | pk                | sk                  | in the index as        | sorted by           |
 * | ---------------- | ----------------- | ------------------- | ---------------------- | ------------------- |
 * | pool             | POOLS             | {pool}              |                        |                     |
 * | resource, free   | ADDRESSES#{life}#{shard} | ADDRESS#{address} | FREE#{life}       | uuid                |
 * | resource, leased | ADDRESSES#{life}#{shard} | ADDRESS#{address} | LEASED#{life}     | when it comes back  |
 * | resource, cooling| ADDRESSES#{life}#{shard} | ADDRESS#{address} | COOLING#{life}    | when it comes back  |
 * | recount of it    | ADDRESSES#{life}#{shard} | RECOUNT      |                        |                     |
 * | block, held      | BLOCKS#{life}     | {uuid}              |                        |                     |
 * | owner's resource | HOLDER#{owner}    | RESOURCE#{pool}     |                        |                     |
 * | owner's block    | HOLDER#{owner}    | BLOCK#{pool}#{uuid} |                        |                     |
 * | where pools lie  | NET#{prefix}      | {last}#{pool}#{n}   |                        |                     |
 * | part of a space  | SPACE#{space}     | {first address}     |                        |                     |
 * | pools of before  | POOLS_BEFORE      | POOLS_BEFORE        |                        |                     |
 * | resource, before | POOL#{pool}       | RESOURCE#{uuid}     | FREE#{pool} and so on  |                     |
 * | owner's, before  | POOL#{pool}       | OWNER#{owner}       |                        |                     |
 * | use, before      | POOL#{pool}       | USE                 |                        |                     |
 * | recount, before  | POOL#{pool}       | RECOUNT             |                        |                     |
 * | device           | DEVICE#{device}   | DEVICE              | DEVICES*               | id as first written |
 * | enrollment       | DEVICE#{device}   | ENROLLMENT          | CALLS#enrollment#PENDING* | due at             |
 * | rule             | RULES             | {name}              |                        |                     |
 * | devices of it    | RULE#{name}       | USE                 |                        |                     |
 * | state of rules   | FLEET             | RULES               |                        |                     |
 * | outward call     | CALLS#{kind}#{owner} | {time}#{call}    | CALLS#{kind}#{status}* | due, or ended, at   |
 * | cloud cluster    | CLOUDCLUSTERS     | {uuid}              |                        |                     |
 * | its name         | CLOUDNAME#{name}  | NAME                |                        |                     |
 * | machine          | MACHINE#{uuid}    | MACHINE             | MACHINES*              | machine, by age     |
 * | its name         | CLOUDCLUSTER#{c}  | NAME#{name}         | CLOUDCLUSTER#{c}       | machine, by age     |
 * | each of its tags | MACHINE#{uuid}    | TAG#{slot}          | TAG#{tag}              | cluster, machine    |
 * | its addresses    | CLOUDIP#{address} | ADDRESS             |                        |                     |
 * | compute cluster  | OWNER#{user}      | CLUSTER#{uuid v7}   |                        | creation            |
 * | compute quota    | OWNER#{user}      | QUOTA               |                        |                     |
 * | user             | USERS             | {name}              |                        |                     |
 * | counter          | COUNTERS          | {of}                |                        |                     |
 * | token            | TOKEN#{hash}      | TOKEN               |                        |                     |
 * | token of a user  | USER#{user}       | TOKEN#{hash}        |                        |                     |
 * | its name         | USER#{user}       | NAMED#{name}        |                        |                     |
 * | login tries      | TRIES#{of}#{whom} | TRIES               |                        |                     |
 * | server           | SERVERS           | {name}              |                        |                     |
 * | server's state of before 0.2 | PINGS#{server id} | STATE   |                        |                     |
 * | status noted     | PINGS#{server id} | STATUS              |                        |                     |
 * | states of a group| PACKS#{group}     | STATES              |                        |                     |
 * | its results      | PACKS#{group}     | RAW#{time}          |                        |                     |
 * | how far averaged | PACKS#{group}     | ROLLED_UP           |                        |                     |
 * | ping record      | PINGS#{server id} | RAW#{time}          |                        |                     |
 * | hour's average   | PINGS#{server id} | HOUR#{time}         |                        |                     |
 * | day's average    | PINGS#{server id} | DAY#{time}          |                        |                     |
 * | change of state  | PINGS#{server id} | CHANGE#{time}       |                        |                     |
 * | deleted server   | SERVER_GRAVES     | {server id}         |                        |                     |
 * | maintenance      | MAINTENANCE       | {name}              |                        |                     |
 * | sweep            | SWEEPS            | {time}              |                        |                     |
 * | sweeps' clock    | MONITOR           | SWEEPING            |                        |                     |
 * | roll-up's mark   | MONITOR           | ROLL_UP             |                        |                     |
 * | an hour's records| PINGS#{server id} | RAW#{hour}          |                        |                     |
 * | late hour        | MONITOR           | LATE#{hour}#{group} |                        |                     |
 * | cuts of the servers' list | MONITOR  | STRETCHES           |                        |                     |
 * | part of a sweep  | SWEEP#{time}      | PART#{number}       |                        |                     |
 * | idempotency key  | ONCE#{digest}     | ONCE                |                        |                     |
 * | part of its answer | ONCE#{digest}   | PART#{claim}#{part} |                        |                     |
 * | event            | EVENTS#{day}#{type}* | {time}#{order}   | EVENTS_OF#{subject}    | time, order         |
 * | types of a day   | EVENT_DAYS        | {day}               |                        |                     |
 * | webhook          | WEBHOOKS          | {name}              |                        |                     |
 * | term of a search | SEARCH#{character} | {term}#{kind}#{id} |                        |                     |
 * | events held back | WEBHOOK_HOLDS     | {name}#{type}       |                        |                     |
 *
 * A list with * is spread over `LIST_SHARDS` partitions: its own name, and the same with `#1`, `#2` and so on.
 * Parts that callers choose are percent-encoded where another part follows them, so that `#` only ever separates.
 */

export * from './keys/auth.ts';
export * from './keys/cloud.ts';
export * from './keys/compute.ts';
export * from './keys/devices.ts';
export * from './keys/events.ts';
export * from './keys/fleet.ts';
export * from './keys/idempotency.ts';
export { type IndexKey, type Key, type KeyQuery, keyOf } from './keys/key.ts';
export * from './keys/monitor.ts';
export * from './keys/outbox.ts';
export * from './keys/pools.ts';
export * from './keys/search.ts';
export * from './keys/webhooks.ts';
