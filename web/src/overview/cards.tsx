import type { ComponentChildren } from 'preact';
import { count, dateTime, span } from '../core/format.ts';
import { href } from '../core/route.ts';
import { now } from '../core/use-polling.ts';
import { UseBar, UseWords } from '../pools/use-bar.tsx';
import type { Down } from './down.ts';
import type { Failed } from './failed.ts';
import type { Full } from './full.ts';

/** What one card shows; who wants more follows its link. */
const SHOWN = 20;

interface CardProps<T> {
  title: string;
  tone: 'bad' | 'warn';
  items: readonly T[];
  more: string;
  children: (item: T) => ComponentChildren;
}

const Card = <T,>({ title, tone, items, more, children }: CardProps<T>) => (
  <section class={`card trouble ${tone}`}>
    <h2>
      <span class="badge-shape" aria-hidden="true">
        {tone === 'bad' ? '▲' : '◆'}
      </span>
      {title} <span class="trouble-count">{count(items.length)}</span>
    </h2>
    <ul class="lines">{items.slice(0, SHOWN).map(children)}</ul>
    {items.length > SHOWN && (
      <p class="trouble-more">
        <a href={more}>{count(items.length - SHOWN)} more</a>
      </p>
    )}
  </section>
);

export const DownCard = ({ down }: { down: readonly Down[] }) => (
  <Card title="Down" tone="bad" items={down} more={href(['servers'], { state: 'DOWN' })}>
    {({ server, since }) => (
      <li key={server.name}>
        <a class="strong" href={href(['servers', server.name])}>
          {server.name}
        </a>
        <span class="sub">{server.ip}</span>
        <time class="line-end" dateTime={since} title={since && dateTime(since)}>
          {since ? `for ${span(now.value - Date.parse(since))}` : '–'}
        </time>
      </li>
    )}
  </Card>
);

export const FailedCard = ({ failed }: { failed: readonly Failed[] }) => (
  <Card title="Failed" tone="bad" items={failed} more={href(['fleet'], { state: 'FAILED' })}>
    {({ id, name, why, at }) => (
      <li key={id} class="failed-line">
        <a class="strong" href={href(['fleet', id])}>
          {name || id}
        </a>
        <span class="why-line" title={why}>
          {why}
        </span>
        <time class="line-end" dateTime={at} title={dateTime(at)}>
          {span(now.value - Date.parse(at))} ago
        </time>
      </li>
    )}
  </Card>
);

export const FullCard = ({ full }: { full: readonly Full[] }) => (
  <Card title="Nearly full" tone="warn" items={full} more={href(['pools'])}>
    {({ id, name, use }) => (
      <li key={id} class="full-line">
        <a class="strong" href={href(['pools', id])}>
          {id}
        </a>
        {name !== id && <span class="sub">{name}</span>}
        <UseBar use={use} />
        <UseWords use={use} />
      </li>
    )}
  </Card>
);
