import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { messageOf } from '../core/failure.ts';
import { Button } from './button.tsx';
import { focusFirst, giveFocusBack } from './focus.ts';

interface DialogProps {
  title: string;
  onClose: () => void;
  wide?: boolean;
  children: ComponentChildren;
}

/**
 * The browser's own modal dialog: it keeps the focus inside and closes on Escape. The focus begins in its first field
 * and goes back to what opened it.
 */
export const Dialog = ({ title, onClose, wide = false, children }: DialogProps) => {
  const box = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useLayoutEffect(() => {
    const opener = document.activeElement;
    const dialog = box.current;
    dialog?.showModal();
    if (dialog) focusFirst(dialog);
    return () => {
      dialog?.close();
      giveFocusBack(opener);
    };
  }, []);
  return (
    <dialog ref={box} class={wide ? 'dialog wide' : 'dialog'} aria-labelledby={heading} onClose={onClose}>
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
