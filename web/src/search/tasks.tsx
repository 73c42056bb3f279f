import { signal } from '@preact/signals';
import { goTo } from '../core/route.ts';
import { RegisterDevice } from '../devices/forms.tsx';
import { Allocate, CreatePool } from '../pools/forms.tsx';
import { AddServer } from '../servers/forms.tsx';

/** Something to do that asks for more than one line. */
export type Task = { do: 'add-server' } | { do: 'create-pool' } | { do: 'register' } | { do: 'allocate'; pool: string };

export const task = signal<Task | undefined>(undefined);

const close = (): void => {
  task.value = undefined;
};

/** The dialog of the task that was chosen, wherever one is. */
export const Tasks = () => {
  const { value } = task;
  if (value?.do === 'add-server') return <AddServer onClose={close} onDone={() => goTo(['servers'])} />;
  if (value?.do === 'create-pool') return <CreatePool onClose={close} />;
  if (value?.do === 'register') return <RegisterDevice onClose={close} />;
  if (value?.do === 'allocate') {
    const { pool } = value;
    return (
      <Allocate pool={pool} onClose={close} onDone={(given) => goTo(['pools', pool], { at: given?.ip_address })} />
    );
  }
  return null;
};
