import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { Button } from './components/button.tsx';
import { Toasts } from './components/toasts.tsx';
import { Empty, View } from './components/view.tsx';
import { ComputeView } from './compute/view.tsx';
import { logOut } from './core/api.ts';
import { focusLinkTo } from './core/place.ts';
import { arrival, href, route } from './core/route.ts';
import { loginAsked, session } from './core/session.ts';
import { DeviceView } from './devices/device.tsx';
import { DevicesView } from './devices/list.tsx';
import { FleetView } from './fleet/list.tsx';
import { lazy } from './lazy.tsx';
import { Login } from './login.tsx';
import { MachinesView } from './machines/list.tsx';
import { MachineView } from './machines/machine.tsx';
import { OverviewView } from './overview/view.tsx';
import { PoolsView } from './pools/list.tsx';
import { PoolView } from './pools/pool.tsx';
import { Search, searching } from './search/palette.tsx';
import { Tasks, task } from './search/tasks.tsx';
import { ServersView } from './servers/list.tsx';
import { ServerView } from './servers/server.tsx';

const more = () => import('./more.ts');
const FleetDeviceView = lazy(() => more().then((views) => views.FleetDeviceView));
const RulesView = lazy(() => more().then((views) => views.RulesView));
const RuleView = lazy(() => more().then((views) => views.RuleView));
const EventsView = lazy(() => more().then((views) => views.EventsView));
const WebhooksView = lazy(() => more().then((views) => views.WebhooksView));
const WebhookView = lazy(() => more().then((views) => views.WebhookView));
const ImportView = lazy(() => more().then((views) => views.ImportView));
const TokensView = lazy(() => more().then((views) => views.TokensView));

/** Views that belong to an area of another name. */
const WITHIN: Readonly<Record<string, string>> = { rules: 'fleet', 'new-rule': 'fleet' };

/** The areas in the order of the rail; what stands at `/` is the overview. */
const AREAS = [
  ['', 'Overview'],
  ['fleet', 'Fleet'],
  ['servers', 'Servers'],
  ['pools', 'Pools'],
  ['devices', 'Devices'],
  ['machines', 'Machines'],
  ['compute', 'Compute'],
  ['events', 'Events'],
  ['webhooks', 'Webhooks'],
  ['tokens', 'Tokens'],
  ['import', 'Import'],
] as const;

const Nowhere = () => (
  <View title="Not here">
    <Empty title="There is nothing at this address">
      <p>Choose one of the areas above.</p>
    </Empty>
  </View>
);

const viewOf = ([area = '', name]: readonly string[]) => {
  if (area === '') return <OverviewView />;
  if (area === 'fleet') return name === undefined ? <FleetView /> : <FleetDeviceView key={name} id={name} />;
  if (area === 'rules') return name === undefined ? <RulesView /> : <RuleView key={name} name={name} />;
  if (area === 'new-rule') return <RuleView key="new" />;
  if (area === 'servers') return name === undefined ? <ServersView /> : <ServerView key={name} name={name} />;
  if (area === 'pools') return name === undefined ? <PoolsView /> : <PoolView key={name} id={name} />;
  if (area === 'devices') return name === undefined ? <DevicesView /> : <DeviceView key={name} id={name} />;
  if (area === 'machines') return name === undefined ? <MachinesView /> : <MachineView key={name} id={name} />;
  if (area === 'compute') return <ComputeView />;
  if (area === 'events') return <EventsView />;
  if (area === 'webhooks') return name === undefined ? <WebhooksView /> : <WebhookView key={name} name={name} />;
  if (area === 'tokens') return <TokensView />;
  if (area === 'import') return <ImportView />;
  return <Nowhere />;
};

const Who = () => {
  if (session.value)
    return (
      <div class="who">
        <span class="who-name">{session.value.name}</span>
        <Button look="quiet" onClick={() => void logOut()}>
          Log out
        </Button>
      </div>
    );
  return (
    <div class="who">
      <Button
        look="quiet"
        onClick={() => {
          loginAsked.value = 'wanted';
        }}
      >
        Log in
      </Button>
    </div>
  );
};

export const App = () => {
  const main = useRef<HTMLElement>(null);
  const { path } = route.value;
  const [area = ''] = path;
  const place = path.join('/');
  const login = loginAsked.value !== undefined;
  const arrived = useRef(false);

  // Another address asks for another view, also where the last one could not be shown; a task of the search is over.
  useEffect(() => {
    loginAsked.value = undefined;
    task.value = undefined;
  }, [place]);

  // Who goes on by keyboard or by ear begins at the new view's heading; who goes back, where they were.
  useLayoutEffect(() => {
    const { from, scrolled } = arrival.current;
    scrollTo(0, scrolled ?? 0);
    if (arrived.current && scrolled !== undefined) focusLinkTo(from);
    else if (arrived.current) main.current?.querySelector('h1')?.focus({ preventScroll: true });
    arrived.current = true;
    document.querySelector('.rail [aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' });
  }, [place, login]);

  return (
    <>
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        Skip to content
      </button>
      <header class="rail">
        <a class="brand" href={href([])}>
          Muster
        </a>
        <button
          type="button"
          class="find-all"
          aria-keyshortcuts="/ Control+K"
          onClick={() => {
            searching.value = true;
          }}
        >
          Find everything <kbd>/</kbd>
        </button>
        <nav aria-label="Areas">
          {AREAS.map(([key, shown]) => (
            <a
              key={key}
              class={key === 'events' ? 'rail-gap' : undefined}
              href={href(key === '' ? [] : [key])}
              aria-current={key === (WITHIN[area] ?? area) ? 'page' : undefined}
            >
              {shown}
            </a>
          ))}
        </nav>
        <div class="rail-end">
          <a class="rail-link" href="/apidocs/">
            API
          </a>
          <Who />
        </div>
      </header>
      <main ref={main} tabIndex={-1}>
        {login ? <Login /> : viewOf(path)}
      </main>
      <Search />
      <Tasks />
      <Toasts />
    </>
  );
};
