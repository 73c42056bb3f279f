import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { notify, notifyError } from '../core/toasts.ts';

type Look = 'main' | 'plain' | 'danger' | 'quiet';

interface ButtonProps {
  children: ComponentChildren;
  look?: Look;
  type?: 'button' | 'submit';
  onClick?: () => void;
  disabled?: boolean;
  busy?: boolean;
  label?: string;
}

/** A busy button takes no press but keeps the focus: were it disabled, the next Tab would begin elsewhere. */
export const Button = ({ children, look = 'plain', type = 'button', onClick, disabled, busy, label }: ButtonProps) => (
  <button
    type={type}
    class={`button ${look}`}
    onClick={busy ? undefined : onClick}
    disabled={disabled}
    aria-disabled={busy || undefined}
    aria-busy={busy || undefined}
    aria-label={label}
  >
    {children}
  </button>
);

interface ActProps extends Omit<ButtonProps, 'onClick' | 'busy'> {
  run: () => Promise<void>;
}

/** A button that makes a call: it waits for the answer, and a refusal is shown in the API's words. */
export const Act = ({ run, ...rest }: ActProps) => {
  const [busy, setBusy] = useState(false);
  const act = async (): Promise<void> => {
    setBusy(true);
    await run().catch(notifyError);
    setBusy(false);
  };
  return <Button {...rest} busy={busy} onClick={() => void act()} />;
};

/** Puts a text on the clipboard. */
export const Copy = ({ text, ...rest }: { text: string } & Pick<ButtonProps, 'look' | 'label'>) => (
  <Act
    {...rest}
    run={async () => {
      await navigator.clipboard.writeText(text);
      notify('It is copied.');
    }}
  >
    Copy
  </Act>
);
