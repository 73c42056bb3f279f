import { useState } from 'preact/hooks';
import { Badge } from '../components/badge.tsx';
import { Button } from '../components/button.tsx';
import { Empty, Freshness, Loaded, View } from '../components/view.tsx';
import { api } from '../core/api.ts';
import { allPages } from '../core/pages.ts';
import { goTo, href } from '../core/route.ts';
import { usePolling } from '../core/use-polling.ts';
import { CsvButton } from '../import/csv-button.tsx';
import { AddWebhook } from './forms.tsx';
import { ShownOnce } from './secret.tsx';

const EVERY_MS = 15_000;

export const WebhooksView = () => {
  const live = usePolling(() => allPages((cursor) => api('GET /webhooks', { query: { cursor } })), {
    everyMs: EVERY_MS,
    keep: 'webhooks',
  });
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState<{ name: string; secret: string }>();
  const add = (
    <Button look="main" onClick={() => setAdding(true)}>
      Add webhook
    </Button>
  );
  return (
    <View
      title="Webhooks"
      beside={<Freshness live={live} />}
      actions={
        <>
          <CsvButton
            name="webhooks"
            ask={({ cursor, headers }) => api.receive('GET /webhooks', { query: { cursor }, headers })}
          />
          {add}
        </>
      }
    >
      <Loaded live={live} what="webhooks">
        {(webhooks) =>
          webhooks.length === 0 ? (
            <Empty title="There is no webhook yet">
              <p>A webhook is told of events as they happen: Muster posts each to a URL of yours, and signs it.</p>
            </Empty>
          ) : (
            <ul class="rows webhooks">
              <li class="row row-head" aria-hidden="true">
                <span>Webhook</span>
                <span>Types</span>
                <span>State</span>
              </li>
              {webhooks.map(({ name, url, types, enabled }) => (
                <li key={name} class="row webhook-row linked">
                  <div class="cell-name">
                    <a href={href(['webhooks', name])}>{name}</a>
                    <span class="sub">{url}</span>
                  </div>
                  <div class="cell-tags">
                    {types.map((type) => (
                      <span key={type} class="tag">
                        {type}
                      </span>
                    ))}
                  </div>
                  <div class="cell-state">
                    <Badge tone={enabled ? 'good' : 'idle'}>{enabled ? 'Enabled' : 'Disabled'}</Badge>
                  </div>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {adding && <AddWebhook onClose={() => setAdding(false)} onMade={setMade} />}
      {made && (
        <ShownOnce
          title={`The secret of ${made.name}`}
          secret={made.secret}
          onClose={() => {
            setMade(undefined);
            goTo(['webhooks', made.name]);
          }}
        >
          Deliveries are signed with it.
        </ShownOnce>
      )}
    </View>
  );
};
