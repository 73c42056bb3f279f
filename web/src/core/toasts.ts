import { signal } from '@preact/signals';
import { messageOf } from './failure.ts';

export interface Toast {
  id: number;
  kind: 'good' | 'bad';
  text: string;
}

export const toasts = signal<readonly Toast[]>([]);

const GOOD_FOR_MS = 6000;
let last = 0;

export const dismiss = (id: number): void => {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
};

const show = (kind: Toast['kind'], text: string): number => {
  last += 1;
  toasts.value = [...toasts.value.slice(-2), { id: last, kind, text }];
  return last;
};

/** Says that something was done; goes away by itself. */
export const notify = (text: string): void => {
  const id = show('good', text);
  setTimeout(() => dismiss(id), GOOD_FOR_MS);
};

/** Says why something was not done; stays until it is put away. */
export const notifyError = (error: unknown): void => {
  show('bad', messageOf(error));
};
