import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { messageOf } from '../core/failure.ts';
import { ago } from '../core/format.ts';
import { href } from '../core/route.ts';
import { now, type Polling } from '../core/use-polling.ts';
import { Button } from './button.tsx';

interface ViewProps {
  title: string;
  /** Leads back to the list that this is an entry of. */
  up?: { to: readonly string[]; name: string };
  beside?: ComponentChildren;
  actions?: ComponentChildren;
  children: ComponentChildren;
}

/** The frame of every view: where one is, what it is called, and what can be done. */
export const View = ({ title, up, beside, actions, children }: ViewProps) => {
  useEffect(() => {
    document.title = `${title} · Muster`;
  }, [title]);
  return (
    <>
      <header class="view-head">
        <div class="view-title">
          {up && (
            <a class="up" href={href(up.to)}>
              <span aria-hidden="true">‹ </span>
              {up.name}
            </a>
          )}
          <h1 tabIndex={-1}>{title}</h1>
          {beside}
        </div>
        {actions && <div class="view-actions">{actions}</div>}
      </header>
      {children}
    </>
  );
};

/** How old the data are that one sees, and what is wrong when they cannot be read again. */
export const Freshness = ({ live }: { live: Pick<Polling<unknown>, 'at' | 'error' | 'refresh'> }) => {
  if (live.error !== undefined && live.at !== undefined)
    return (
      <p class="fresh stale" role="status">
        <span class="dot" aria-hidden="true" />
        {messageOf(live.error)} What you see is from {ago(live.at, now.value)}.
      </p>
    );
  // Nothing was had at all: what is wrong stands where the data would be.
  if (live.error !== undefined) return null;
  if (live.at === undefined) return <p class="fresh">Loading</p>;
  return (
    <p class="fresh">
      <span class="dot" aria-hidden="true" />
      Updated {ago(live.at, now.value)}
    </p>
  );
};

export const Loading = ({ what }: { what: string }) => (
  <div class="waiting" role="status">
    <span class="waiting-bar" aria-hidden="true" />
    Loading {what}…
  </div>
);

interface LoadedProps<T> {
  live: Polling<T>;
  what: string;
  children: (data: T) => ComponentChildren;
}

/** Shows data when they are there; until then that they are on their way, or why they are not. */
export const Loaded = <T,>({ live, what, children }: LoadedProps<T>) => {
  if (live.data !== undefined) return <>{children(live.data)}</>;
  if (live.error === undefined) return <Loading what={what} />;
  return (
    <div class="empty" role="alert">
      <p>{messageOf(live.error)}</p>
      <Button onClick={() => void live.refresh()}>Try again</Button>
    </div>
  );
};

/** What a list says that has nothing to show: what it is for, and what to do. */
export const Empty = ({ title, children }: { title: string; children: ComponentChildren }) => (
  <div class="empty">
    <h2>{title}</h2>
    {children}
  </div>
);
