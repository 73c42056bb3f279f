import { useState } from 'preact/hooks';
import { Badge } from '../components/badge.tsx';
import { Act, Button } from '../components/button.tsx';
import { Confirm } from '../components/dialog.tsx';
import { Fact, Facts } from '../components/facts.tsx';
import { Freshness, Loaded, View } from '../components/view.tsx';
import { api } from '../core/api.ts';
import { ago, dateTime } from '../core/format.ts';
import type { Webhook } from '../core/model.ts';
import { goTo } from '../core/route.ts';
import { notify } from '../core/toasts.ts';
import { now, usePolling } from '../core/use-polling.ts';
import { Deliveries } from './deliveries.tsx';
import { EditWebhook } from './forms.tsx';
import { ShownOnce } from './secret.tsx';

const EVERY_MS = 15_000;

const Body = ({ webhook: { name, url, types, created_at, updated_at } }: { webhook: Webhook }) => (
  <>
    <Facts>
      <Fact name="URL">
        <span class="fact-id">{url}</span>
      </Fact>
      <Fact name="Types">
        <span class="tags">
          {types.map((type) => (
            <span key={type} class="tag">
              {type}
            </span>
          ))}
        </span>
      </Fact>
      <Fact name="Changed" sub={`Made ${dateTime(created_at)}`}>
        {ago(updated_at, now.value)}
      </Fact>
    </Facts>
    <Deliveries name={name} />
  </>
);

export const WebhookView = ({ name }: { name: string }) => {
  const params = { name };
  const live = usePolling(() => api('GET /webhooks/{name}', { params }), {
    everyMs: EVERY_MS,
    keep: 'webhook',
    key: name,
  });
  const [open, setOpen] = useState<'edit' | 'rotate' | 'delete'>();
  const [secret, setSecret] = useState<string>();
  const close = (): void => setOpen(undefined);
  const { data: webhook } = live;
  const test = async (): Promise<void> => {
    await api('POST /webhooks/{name}/test', { params });
    notify('A test is sent. See what it was answered below.');
  };
  const toggle = async (): Promise<void> => {
    await api('PUT /webhooks/{name}', { params, body: { enabled: !webhook?.enabled } });
    notify(webhook?.enabled ? `${name} is told nothing until it is enabled.` : `${name} is told of events again.`);
    await live.refresh();
  };
  return (
    <View
      title={name}
      up={{ to: ['webhooks'], name: 'Webhooks' }}
      beside={
        <>
          {webhook && (
            <Badge tone={webhook.enabled ? 'good' : 'idle'}>{webhook.enabled ? 'Enabled' : 'Disabled'}</Badge>
          )}
          <Freshness live={live} />
        </>
      }
      actions={
        webhook && (
          <>
            <Act look="main" run={test}>
              Test
            </Act>
            <Button onClick={() => setOpen('edit')}>Edit</Button>
            <Act run={toggle}>{webhook.enabled ? 'Disable' : 'Enable'}</Act>
            <Button onClick={() => setOpen('rotate')}>Rotate secret</Button>
            <Button look="danger" onClick={() => setOpen('delete')}>
              Delete
            </Button>
          </>
        )
      }
    >
      <Loaded live={live} what={name}>
        {(found) => <Body webhook={found} />}
      </Loaded>
      {open === 'edit' && webhook && (
        <EditWebhook webhook={webhook} onClose={close} onDone={() => void live.refresh()} />
      )}
      {open === 'rotate' && (
        <Confirm
          title={`Rotate the secret of ${name}?`}
          action="Rotate secret"
          onClose={close}
          run={async () => {
            setSecret((await api('POST /webhooks/{name}/rotate', { params })).secret);
          }}
        >
          It is given another one. The secret that it has signs beside the new one for 24 hours.
        </Confirm>
      )}
      {open === 'delete' && (
        <Confirm
          title={`Delete ${name}?`}
          action="Delete webhook"
          onClose={close}
          run={async () => {
            await api('DELETE /webhooks/{name}', { params });
            notify(`${name} is deleted.`);
            goTo(['webhooks']);
          }}
        >
          What it was not told yet is given up.
        </Confirm>
      )}
      {secret !== undefined && open === undefined && (
        <ShownOnce title={`The new secret of ${name}`} secret={secret} onClose={() => setSecret(undefined)}>
          Deliveries are signed with it from now on.
        </ShownOnce>
      )}
    </View>
  );
};
