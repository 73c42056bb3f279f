import { PagedRows } from '../components/paged-rows.tsx';
import { Empty, Freshness, Loaded, View } from '../components/view.tsx';
import { api } from '../core/api.ts';
import { route } from '../core/route.ts';
import { usePages } from '../core/use-pages.ts';
import { CsvButton } from '../import/csv-button.tsx';
import { daysOf, EventFilters } from './filters.tsx';
import { EventLine } from './line.tsx';

const EVERY_MS = 5000;

export const EventsView = () => {
  const { query } = route.value;
  const { type, subject, actor } = query;
  const asked = { type, subject, actor, ...daysOf(query) };
  const pages = usePages(
    ({ limit, cursor, signal }) => api('GET /events', { query: { ...asked, limit, cursor }, signal }),
    { keep: 'events', key: JSON.stringify(asked), everyMs: EVERY_MS, keyOf: ({ id }) => id },
  );
  const filtered = Object.values(asked).some(Boolean);
  return (
    <View
      title="Events"
      beside={<Freshness live={pages} />}
      actions={
        <CsvButton
          name="events"
          ask={({ cursor, headers }) => api.receive('GET /events', { query: { ...asked, cursor }, headers })}
        />
      }
    >
      <EventFilters />
      <Loaded live={{ ...pages, data: pages.answered ? pages : undefined }} what="events">
        {() =>
          pages.complete && pages.items.length === 0 && !filtered ? (
            <Empty title="Nothing has happened yet">
              <p>Whatever is changed, by whom or what, is listed here and kept for 90 days.</p>
            </Empty>
          ) : (
            <PagedRows
              look="events"
              pages={pages}
              noun="event"
              row={(event, place) => <EventLine key={event.id} event={event} place={place} />}
            />
          )
        }
      </Loaded>
    </View>
  );
};
