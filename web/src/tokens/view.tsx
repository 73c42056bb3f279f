import { useState } from 'preact/hooks';
import { Button } from '../components/button.tsx';
import { Confirm } from '../components/dialog.tsx';
import { Empty, Freshness, Loaded, View } from '../components/view.tsx';
import { api } from '../core/api.ts';
import { ago, dateTime } from '../core/format.ts';
import type { NamedToken } from '../core/model.ts';
import { allPages } from '../core/pages.ts';
import { notify } from '../core/toasts.ts';
import { now, usePolling } from '../core/use-polling.ts';
import { CsvButton } from '../import/csv-button.tsx';
import { ShownOnce } from '../webhooks/secret.tsx';
import { CreateToken } from './forms.tsx';

const EVERY_MS = 15_000;

const SCOPES: Readonly<Record<NamedToken['scope'], string>> = {
  all: 'Everything',
  read: 'Looking',
  metrics: 'Metrics',
};

const Row = ({ token, onDelete }: { token: NamedToken; onDelete: () => void }) => (
  <li class="row token-row">
    <div class="cell-name">
      <span class="strong">{token.name}</span>
      <span class="sub">Made {dateTime(token.created_at)}</span>
    </div>
    <div class="cell-scope">{SCOPES[token.scope]}</div>
    <div class="cell-used">
      <span class="label">Used </span>
      {ago(token.last_used_at, now.value)}
    </div>
    <div class="cell-end">
      <span class="label">Ends </span>
      {token.expires_at ? dateTime(token.expires_at) : 'never'}
    </div>
    <div class="cell-act">
      <Button look="danger" label={`Delete ${token.name}`} onClick={onDelete}>
        Delete
      </Button>
    </div>
  </li>
);

export const TokensView = () => {
  const live = usePolling(() => allPages((cursor) => api('GET /tokens', { query: { cursor } })), {
    everyMs: EVERY_MS,
    keep: 'tokens',
  });
  const [creating, setCreating] = useState(false);
  const [made, setMade] = useState<{ name: string; secret: string }>();
  const [deleting, setDeleting] = useState<string>();
  const create = (
    <Button look="main" onClick={() => setCreating(true)}>
      Create token
    </Button>
  );
  return (
    <View
      title="Tokens"
      beside={<Freshness live={live} />}
      actions={
        <>
          <CsvButton
            name="tokens"
            ask={({ cursor, headers }) => api.receive('GET /tokens', { query: { cursor }, headers })}
          />
          {create}
        </>
      }
    >
      <Loaded live={live} what="your tokens">
        {(tokens) =>
          tokens.length === 0 ? (
            <Empty title="You have no token yet">
              <p>A program gets a token of its own, with a name, what it opens, and an end where you like.</p>
            </Empty>
          ) : (
            <ul class="rows tokens">
              <li class="row row-head" aria-hidden="true">
                <span>Token</span>
                <span>Opens</span>
                <span>Used</span>
                <span>Ends</span>
                <span />
              </li>
              {tokens.map((token) => (
                <Row key={token.name} token={token} onDelete={() => setDeleting(token.name)} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {creating && (
        <CreateToken
          onClose={() => setCreating(false)}
          onMade={(token) => {
            setMade(token);
            void live.refresh();
          }}
        />
      )}
      {made && (
        <ShownOnce title={`The token ${made.name}`} secret={made.secret} onClose={() => setMade(undefined)}>
          A program shows it in the header Authorization, after the word Token.
        </ShownOnce>
      )}
      {deleting !== undefined && (
        <Confirm
          title={`Delete ${deleting}?`}
          action="Delete token"
          onClose={() => setDeleting(undefined)}
          run={async () => {
            await api('DELETE /tokens/{name}', { params: { name: deleting } });
            notify(`${deleting} is deleted.`);
            await live.refresh();
          }}
        >
          Programs that show it are refused at once.
        </Confirm>
      )}
    </View>
  );
};
