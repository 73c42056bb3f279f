import type { FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Loaded } from './components/view.tsx';

/** A view that is fetched when it is asked for first. */
export const lazy = <P extends object>(load: () => Promise<FunctionComponent<P>>): FunctionComponent<P> => {
  let loaded: FunctionComponent<P> | undefined;
  return (props: P) => {
    const [state, setState] = useState<{ View: FunctionComponent<P> | undefined; error?: unknown }>({ View: loaded });
    const refresh = async (): Promise<void> => {
      try {
        loaded = await load();
        setState({ View: loaded });
      } catch (error) {
        setState({ View: undefined, error });
      }
    };
    useEffect(() => {
      if (!loaded) void refresh();
    }, []);
    const { View, error } = state;
    if (View) return <View {...props} />;
    return (
      <Loaded live={{ data: undefined, error, at: undefined, refresh }} what="the view">
        {() => null}
      </Loaded>
    );
  };
};
