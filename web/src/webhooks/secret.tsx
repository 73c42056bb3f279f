import { useRef } from 'preact/hooks';
import { Button, Copy } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';

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
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{children} It is shown this once: keep it where it is needed.</p>
      <div class="secret">
        <input ref={field} readOnly aria-label="Secret" value={secret} onFocus={() => field.current?.select()} />
        <Copy text={secret} />
      </div>
      <div class="actions">
        <Button look="main" onClick={onClose}>
          I have it
        </Button>
      </div>
    </Dialog>
  );
};
