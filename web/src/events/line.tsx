import type { Place } from '../components/rows.tsx';
import { ago, dateTime } from '../core/format.ts';
import type { Event } from '../core/model.ts';
import { now } from '../core/use-polling.ts';
import { actorName, linkOf } from './link.ts';

/** An event in one line, which leads to what it happened to. */
export const EventLine = ({ event, place }: { event: Event; place?: Place }) => {
  const actor = actorName(event);
  const told = event.text.endsWith(`by ${actor}`);
  return (
    <li class={place ? 'row event' : 'event'} {...place}>
      <time dateTime={event.at} title={dateTime(event.at)}>
        {ago(event.at, now.value)}
      </time>
      <span class="event-text">
        <a href={linkOf(event)}>{event.text}</a>
        {actor && !told && <span class="sub"> by {actor}</span>}
      </span>
    </li>
  );
};
