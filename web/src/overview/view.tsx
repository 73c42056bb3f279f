import { useEffect, useRef } from 'preact/hooks';
import { Freshness, Loaded, View } from '../components/view.tsx';
import { api } from '../core/api.ts';
import type { Event } from '../core/model.ts';
import { href } from '../core/route.ts';
import { type Polling, usePolling } from '../core/use-polling.ts';
import { EventLine } from '../events/line.tsx';
import { DownCard, FailedCard, FullCard } from './cards.tsx';
import { loadDown } from './down.ts';
import { loadFailed } from './failed.ts';
import { loadFull } from './full.ts';

const EVENTS_MS = 5000;
/** What the log tells of is loaded at once; this is for what it does not, such as the end of a lease. */
const EVERY_MS = 60_000;
const SHOWN = 30;

const loadEvents = async (): Promise<Event[]> => (await api('GET /events', { query: { limit: SHOWN } })).items;

/** Loads again what new events speak of. */
const useNews = (events: readonly Event[] | undefined, told: Record<string, () => Promise<void>>): void => {
  const newest = events?.[0]?.id;
  const seen = useRef<string | undefined>(undefined);
  useEffect(() => {
    const before = events?.findIndex(({ id }) => id === seen.current) ?? -1;
    const news = seen.current === undefined ? [] : (events ?? []).slice(0, before < 0 ? undefined : before);
    if (newest !== undefined) seen.current = newest;
    const areas = new Set(news.map(({ type }) => type.split('.')[0] ?? ''));
    for (const refresh of new Set([...areas].flatMap((area) => told[area] ?? []))) void refresh();
  }, [newest]);
};

const together = (parts: readonly Polling<unknown>[]): Pick<Polling<unknown>, 'at' | 'error' | 'refresh'> => ({
  at: parts.every(({ at }) => at !== undefined) ? parts[0]?.at : undefined,
  error: parts.find(({ error }) => error !== undefined)?.error,
  refresh: async () => void (await Promise.all(parts.map(({ refresh }) => refresh()))),
});

const Calm = ({ young }: { young: boolean }) => (
  <section class="card calm">
    <p>
      <span class="badge-shape" aria-hidden="true">
        ●
      </span>
      Nothing is wrong: no server is down, no enrollment or call has failed, no pool is nearly full.
    </p>
    {young && (
      <p class="sub">
        Nothing is here yet either. Add <a href={href(['servers'])}>a server</a> to be watched,{' '}
        <a href={href(['pools'])}>a pool</a> of addresses, or <a href={href(['rules'])}>a rule</a> for machines that
        register.
      </p>
    )}
  </section>
);

export const OverviewView = () => {
  const events = usePolling(loadEvents, { everyMs: EVENTS_MS, keep: 'overview events' });
  const down = usePolling(loadDown, { everyMs: EVERY_MS, keep: 'overview down' });
  const failed = usePolling(loadFailed, { everyMs: EVERY_MS, keep: 'overview failed' });
  const full = usePolling(loadFull, { everyMs: EVERY_MS, keep: 'overview full' });
  useNews(events.data, {
    server: down.refresh,
    device: failed.refresh,
    exec: failed.refresh,
    pool: full.refresh,
    address: full.refresh,
  });
  const calm = [down, failed, full].every(({ data }) => data?.length === 0);
  return (
    <View title="Overview" beside={<Freshness live={together([events, down, failed, full])} />}>
      <div class="overview">
        {calm && <Calm young={events.data?.length === 0} />}
        {!calm && (
          <div class="troubles">
            <Loaded live={down} what="servers">
              {(found) => (found.length > 0 ? <DownCard down={found} /> : null)}
            </Loaded>
            <Loaded live={failed} what="enrollments">
              {(found) => (found.length > 0 ? <FailedCard failed={found} /> : null)}
            </Loaded>
            <Loaded live={full} what="pools">
              {(found) => (found.length > 0 ? <FullCard full={found} /> : null)}
            </Loaded>
          </div>
        )}
        <section class="card last-events">
          <h2>Last events</h2>
          <Loaded live={events} what="events">
            {(found) => (
              <>
                {found.length === 0 && <p class="none">None yet.</p>}
                <ul class="lines">
                  {found.map((event) => (
                    <EventLine key={event.id} event={event} />
                  ))}
                </ul>
                {found.length > 0 && (
                  <p class="trouble-more">
                    <a href={href(['events'])}>All events</a>
                  </p>
                )}
              </>
            )}
          </Loaded>
        </section>
      </div>
    </View>
  );
};
