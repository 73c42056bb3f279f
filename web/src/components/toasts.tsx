import { dismiss, toasts } from '../core/toasts.ts';

export const Toasts = () => (
  <div class="toasts" role="status">
    {toasts.value.map(({ id, kind, text }) => (
      <p key={id} class={`toast ${kind}`}>
        <span>{text}</span>
        <button type="button" class="button quiet" aria-label="Dismiss" onClick={() => dismiss(id)}>
          ×
        </button>
      </p>
    ))}
  </div>
);
