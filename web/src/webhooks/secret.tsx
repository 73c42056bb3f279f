import { useRef } from 'preact/hooks';
import { Act, Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { notify } from '../core/toasts.ts';

interface Props {
  title: string;
  /** What the secret is for, in a sentence. */
  children: string;
  secret: string;
  onClose: () => void;
}

/** Shows a secret, the only time that it is known. */
export const ShownOnce = ({ title, children, secret, onClose }: Props) => {
  const field = useRef<HTMLInputElement>(null);
  const copy = async (): Promise<void> => {
    field.current?.select();
    await navigator.clipboard.writeText(secret);
    notify('It is copied.');
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{children} It is shown this once: keep it where it is needed.</p>
      <div class="secret">
        <input ref={field} readOnly aria-label="Secret" value={secret} onFocus={() => field.current?.select()} />
        <Act run={copy}>Copy</Act>
      </div>
      <div class="actions">
        <Button look="main" onClick={onClose}>
          I have it
        </Button>
      </div>
    </Dialog>
  );
};
