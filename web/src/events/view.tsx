import { Act } from '../components/button.tsx';
import { Empty, Freshness, Loaded, View } from '../components/view.tsx';
import { api } from '../core/api.ts';
import { counted } from '../core/format.ts';
import { route } from '../core/route.ts';
import { CsvButton } from '../import/csv-button.tsx';
import { daysOf, EventFilters } from './filters.tsx';
import { EventLine } from './line.tsx';
import { usePages } from './use-pages.ts';

const EVERY_MS = 5000;
const PAGE = 100;

export const EventsView = () => {
  const { query } = route.value;
  const { type, subject, actor } = query;
  const asked = { type, subject, actor, ...daysOf(query) };
  const live = usePages((cursor) => api('GET /events', { query: { ...asked, limit: PAGE, cursor } }), {
    everyMs: EVERY_MS,
    key: JSON.stringify(asked),
    idOf: ({ id }) => id,
  });
  const filtered = Object.values(asked).some(Boolean);
  return (
    <View
      title="Events"
      beside={<Freshness live={live} />}
      actions={
        <CsvButton
          name="events"
          ask={({ cursor, headers }) => api.receive('GET /events', { query: { ...asked, cursor }, headers })}
        />
      }
    >
      <EventFilters />
      <Loaded live={live} what="events">
        {(events) =>
          events.length === 0 && !filtered ? (
            <Empty title="Nothing has happened yet">
              <p>Whatever is changed, by whom or what, is listed here and kept for 90 days.</p>
            </Empty>
          ) : (
            <section class="card" aria-label="Events">
              <p class="unseen" role="status">
                {counted(events.length, 'event')} loaded
              </p>
              {events.length === 0 && <p class="none">No event fits.</p>}
              <ul class="lines">
                {events.map((event) => (
                  <EventLine key={event.id} event={event} />
                ))}
              </ul>
              {live.more && (
                <p class="more">
                  <span>{counted(events.length, 'event')}, and there are older ones.</span>
                  <Act run={live.more}>Show older</Act>
                </p>
              )}
            </section>
          )
        }
      </Loaded>
    </View>
  );
};
