import type { ComponentChildren, InputHTMLAttributes } from 'preact';
import { useId } from 'preact/hooks';
import type { Form as FormState } from '../core/form.ts';
import { Button } from './button.tsx';

interface FieldProps<V extends Record<string, string>> {
  form: FormState<V>;
  name: keyof V & string;
  label: string;
  hint?: ComponentChildren;
  kind?: 'text' | 'lines';
  options?: readonly (readonly [value: string, shown: string])[];
  input?: InputHTMLAttributes;
}

/** A labelled input with its hint, and with what the API found wrong with it. */
export const Field = <V extends Record<string, string>>({
  form,
  name,
  label,
  hint,
  kind = 'text',
  options,
  input = {},
}: FieldProps<V>) => {
  const id = useId();
  const error = form.errorOf(name);
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined;
  const change = (event: Event): void => form.set(name, (event.currentTarget as HTMLInputElement).value);
  const common = { id, name, value: form.values[name] ?? '', 'aria-describedby': described } as const;
  const invalid = error !== undefined;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {options ? (
        <select {...common} aria-invalid={invalid} onChange={change}>
          {options.map(([value, shown]) => (
            <option key={value} value={value}>
              {shown}
            </option>
          ))}
        </select>
      ) : kind === 'lines' ? (
        <textarea {...common} aria-invalid={invalid} rows={5} spellcheck={false} onInput={change} />
      ) : (
        <input
          type="text"
          autocomplete="off"
          spellcheck={false}
          {...input}
          {...common}
          aria-invalid={invalid}
          onInput={change}
        />
      )}
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
};

interface FormProps<V extends Record<string, string>> {
  form: FormState<V>;
  action: string;
  onCancel?: () => void;
  children: ComponentChildren;
}

export const Form = <V extends Record<string, string>>({ form, action, onCancel, children }: FormProps<V>) => (
  <form class="form" onSubmit={form.submit} noValidate>
    {children}
    {form.error && (
      <p class="notice bad" role="alert">
        {form.error}
      </p>
    )}
    <div class="actions">
      {onCancel && <Button onClick={onCancel}>Cancel</Button>}
      <Button look="main" type="submit" busy={form.busy}>
        {action}
      </Button>
    </div>
  </form>
);
