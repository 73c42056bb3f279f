import { Loaded } from '../components/view.tsx';
import { api } from '../core/api.ts';
import { usePages } from '../core/use-pages.ts';
import { EventLine } from '../events/line.tsx';
import { Older } from '../events/older.tsx';

const EVERY_MS = 5000;
const PAGE = 30;

/** Everything that happened to a device and to what it was given, newest first. */
export const Timeline = ({ id }: { id: string }) => {
  const pages = usePages(
    ({ cursor, signal }) =>
      api('GET /fleet/devices/{id}/timeline', { params: { id }, query: { limit: PAGE, cursor }, signal }),
    { keep: 'timeline', key: id, everyMs: EVERY_MS, keyOf: (event) => event.id },
  );
  return (
    <section class="card">
      <h2>Timeline</h2>
      <Loaded live={{ ...pages, data: pages.answered ? pages.items : undefined }} what="the timeline">
        {(events) => (
          <>
            {events.length === 0 && <p class="none">Nothing is known (any more).</p>}
            <ol class="lines timeline">
              {events.map((event) => (
                <EventLine key={event.id} event={event} />
              ))}
            </ol>
            <Older pages={pages} noun="event" />
          </>
        )}
      </Loaded>
    </section>
  );
};
