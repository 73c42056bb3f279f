import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { messageOf } from '../core/failure.ts';
import { Button } from './button.tsx';

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
}

/** The browser's own modal dialog: it keeps the focus inside, closes on Escape, and gives the focus back. */
export const Dialog = ({ title, onClose, children }: DialogProps) => {
  const box = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const dialog = box.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog ref={box} class="dialog" aria-labelledby={heading} onClose={onClose}>
      <div class="dialog-head">
        <h2 id={heading}>{title}</h2>
        <Button look="quiet" label="Close" onClick={onClose}>
          ×
        </Button>
      </div>
      {children}
    </dialog>
  );
};

interface ConfirmProps {
  title: string;
  action: string;
  children: ComponentChildren;
  run: () => Promise<void>;
  onClose: () => void;
}

/** Asks before something is lost. */
export const Confirm = ({ title, action, children, run, onClose }: ConfirmProps) => {
  const [state, setState] = useState<{ busy: boolean; error: string | undefined }>({ busy: false, error: undefined });
  const act = async (): Promise<void> => {
    setState({ busy: true, error: undefined });
    try {
      await run();
      onClose();
    } catch (error) {
      setState({ busy: false, error: messageOf(error) });
    }
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{children}</p>
      {state.error && (
        <p class="notice bad" role="alert">
          {state.error}
        </p>
      )}
      <div class="actions">
        <Button onClick={onClose}>Cancel</Button>
        <Button look="danger" busy={state.busy} onClick={() => void act()}>
          {action}
        </Button>
      </div>
    </Dialog>
  );
};
