import { Attempts } from '../components/attempts.tsx';
import { Badge, type Tone } from '../components/badge.tsx';
import { Act } from '../components/button.tsx';
import { Choice } from '../components/choice.tsx';
import { Loaded } from '../components/view.tsx';
import { api } from '../core/api.ts';
import { ago } from '../core/format.ts';
import type { WebhookDelivery } from '../core/model.ts';
import { route, setQuery } from '../core/route.ts';
import { notify } from '../core/toasts.ts';
import { usePages } from '../core/use-pages.ts';
import { now } from '../core/use-polling.ts';
import { Older } from '../events/older.tsx';
import { CsvButton } from '../import/csv-button.tsx';

const EVERY_MS = 3000;
const PAGE = 50;

const STATES: Readonly<Record<WebhookDelivery['status'], { tone: Tone; word: string }>> = {
  SUCCEEDED: { tone: 'good', word: 'Delivered' },
  PENDING: { tone: 'busy', word: 'Pending' },
  FAILED: { tone: 'bad', word: 'Failed' },
};

const STATUSES = Object.keys(STATES) as WebhookDelivery['status'][];

interface DeliveryProps {
  delivery: WebhookDelivery;
  resend: () => Promise<void>;
}

const Delivery = ({ delivery, resend }: DeliveryProps) => {
  const { type, text, status, created_at } = delivery;
  const { tone, word } = STATES[status];
  return (
    <li>
      <details class="delivery">
        <summary>
          <Badge tone={tone}>{word}</Badge>
          <span class="delivery-text">
            {text} <span class="sub">{type}</span>
          </span>
          <time class="sub" dateTime={created_at}>
            {ago(created_at, now.value)}
          </time>
        </summary>
        <Attempts call={delivery} />
        <Act disabled={status === 'PENDING'} run={resend}>
          Resend
        </Act>
      </details>
    </li>
  );
};

/** What a webhook was told, newest first, each with its attempts. */
export const Deliveries = ({ name }: { name: string }) => {
  const status = STATUSES.find((each) => each === route.value.query.status);
  const pages = usePages(
    ({ cursor, signal }) =>
      api('GET /webhooks/{name}/deliveries', { params: { name }, query: { status, limit: PAGE, cursor }, signal }),
    { keep: 'deliveries', key: `${name} ${status ?? ''}`, everyMs: EVERY_MS, keyOf: ({ id }) => id },
  );
  const resend = async (id: string): Promise<void> => {
    await api('POST /webhooks/{name}/deliveries/{id}/resend', { params: { name, id } });
    notify('It is sent again.');
    await pages.refresh();
  };
  return (
    <section class="card" aria-label="Deliveries">
      <h2>Deliveries</h2>
      <div class="tools">
        <Choice
          legend="Which deliveries"
          chosen={status ?? ''}
          onChoose={(value) => setQuery({ status: value })}
          options={[['', 'All'], ...STATUSES.map((each) => [each, STATES[each].word] as const)]}
        />
        <CsvButton
          name={`deliveries-of-${name}`}
          ask={({ cursor, headers }) =>
            api.receive('GET /webhooks/{name}/deliveries', { params: { name }, query: { status, cursor }, headers })
          }
        />
      </div>
      <Loaded live={{ ...pages, data: pages.answered ? pages.items : undefined }} what="deliveries">
        {(deliveries) => (
          <>
            {deliveries.length === 0 && <p class="none">{status ? 'No delivery fits.' : 'It was told nothing yet.'}</p>}
            <ul class="lines deliveries">
              {deliveries.map((delivery) => (
                <Delivery key={delivery.id} delivery={delivery} resend={() => resend(delivery.id)} />
              ))}
            </ul>
            <Older pages={pages} noun="delivery" nouns="deliveries" />
          </>
        )}
      </Loaded>
    </section>
  );
};
