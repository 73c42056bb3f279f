import { Act } from '../components/button.tsx';
import { Loaded } from '../components/view.tsx';
import { api } from '../core/api.ts';
import { EventLine } from '../events/line.tsx';
import { usePages } from '../events/use-pages.ts';

const EVERY_MS = 5000;

/** Everything that happened to a device and to what it was given, newest first. */
export const Timeline = ({ id }: { id: string }) => {
  const live = usePages(
    (cursor) => api('GET /fleet/devices/{id}/timeline', { params: { id }, query: { limit: 30, cursor } }),
    { everyMs: EVERY_MS, key: id, idOf: (event) => event.id },
  );
  return (
    <section class="card">
      <h2>Timeline</h2>
      <Loaded live={live} what="the timeline">
        {(events) => (
          <>
            {events.length === 0 && <p class="none">Nothing is known (any more).</p>}
            <ol class="lines timeline">
              {events.map((event) => (
                <EventLine key={event.id} event={event} />
              ))}
            </ol>
            {live.more && (
              <p class="more">
                <Act run={live.more}>Show older</Act>
              </p>
            )}
          </>
        )}
      </Loaded>
    </section>
  );
};
