import { Badge } from '../../components/badge.tsx';
import { Empty, Freshness, Loaded, View } from '../../components/view.tsx';
import { api } from '../../core/api.ts';
import { count } from '../../core/format.ts';
import type { Rule } from '../../core/model.ts';
import { allPages } from '../../core/pages.ts';
import { href } from '../../core/route.ts';
import { usePolling } from '../../core/use-polling.ts';
import { CsvButton } from '../../import/csv-button.tsx';

const EVERY_MS = 15_000;

const matchWords = ({ match: { names, ids, mac_prefixes, cidrs } }: Rule): string => {
  const parts = [
    names && `name ${names.join(' or ')}`,
    ids && `id ${ids.join(' or ')}`,
    mac_prefixes && `MAC address ${mac_prefixes.join(' or ')}…`,
    cidrs && `in ${cidrs.join(' or ')}`,
  ].filter(Boolean);
  return parts.length > 0 ? parts.join('; ') : 'Every device';
};

const planWords = ({ address, monitor, machine, exec }: Rule): string =>
  [
    address && `address of ${address.pool}`,
    monitor && 'monitoring',
    machine && `machine in ${machine.cluster_name}`,
    exec && (exec.when === 'enrolled' ? 'then provisioning' : 'provisioning at once'),
  ]
    .filter(Boolean)
    .join(', ') || 'nothing';

const Row = ({ rule }: { rule: Rule }) => (
  <li class="row rule-row linked">
    <div class="cell-name">
      <a href={href(['rules', rule.name])}>{rule.name}</a>
      <span class="sub">
        Priority {rule.priority}
        {rule.max_devices !== undefined && `, up to ${count(rule.max_devices)} devices`}
      </span>
    </div>
    <div class="cell-match">{matchWords(rule)}</div>
    <div class="cell-plan">{planWords(rule)}</div>
    <div class="cell-state">
      {rule.enabled ? <Badge tone="good">In use</Badge> : <Badge tone="idle">Passed over</Badge>}
    </div>
  </li>
);

const Add = () => (
  <a class="button main" href={href(['new-rule'])}>
    Add rule
  </a>
);

export const RulesView = () => {
  const live = usePolling(() => allPages((cursor) => api('GET /fleet/rules', { query: { cursor } })), {
    everyMs: EVERY_MS,
    keep: 'rules',
  });
  return (
    <View
      title="Rules"
      up={{ to: ['fleet'], name: 'Fleet' }}
      beside={<Freshness live={live} />}
      actions={
        <>
          <CsvButton
            name="rules"
            ask={({ cursor, headers }) => api.receive('GET /fleet/rules', { query: { cursor }, headers })}
          />
          <Add />
        </>
      }
    >
      <Loaded live={live} what="rules">
        {(rules) =>
          rules.length === 0 ? (
            <Empty title="There is no rule yet">
              <p>
                A rule gives each device that matches it an address, has it monitored, makes its machine and has it
                provisioned, as soon as it registers.
              </p>
              <Add />
            </Empty>
          ) : (
            <ul class="rows rules">
              <li class="row row-head" aria-hidden="true">
                <span>Rule</span>
                <span>Matches</span>
                <span>Gives</span>
                <span>State</span>
              </li>
              {rules.map((rule) => (
                <Row key={rule.name} rule={rule} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </View>
  );
};
