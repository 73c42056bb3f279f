import { useState } from 'preact/hooks';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { api } from '../core/api.ts';
import { messageOf } from '../core/failure.ts';
import type { FleetDevice } from '../core/model.ts';
import { notify } from '../core/toasts.ts';

const undone = ({ server, machine }: FleetDevice): string[] => [
  ...(server ? [`Server ${server.name} is removed from monitoring, and its history with it.`] : []),
  ...(machine ? [`Machine ${machine.name} is terminated. It never runs again.`] : []),
];

/** Asks before everything is taken back from a device, and says what that is. */
export const Retire = ({ device, onClose }: { device: FleetDevice; onClose: (retired: boolean) => void }) => {
  const [keep, setKeep] = useState(false);
  const [state, setState] = useState<{ busy: boolean; error?: string }>({ busy: false });
  const { id, address } = device;
  const retire = async (): Promise<void> => {
    setState({ busy: true });
    try {
      await api('POST /fleet/devices/{id}/retire', { params: { id }, query: keep ? { keep_address: 'true' } : {} });
      notify(`${device.name || id} retires.`);
      onClose(true);
    } catch (error) {
      setState({ busy: false, error: messageOf(error) });
    }
  };
  return (
    <Dialog title={`Retire ${device.name || id}?`} onClose={() => onClose(false)}>
      <ul class="undone">
        {undone(device).map((line) => (
          <li key={line}>{line}</li>
        ))}
        {address && (
          <li>{`Address ${address.ip_address} of pool ${address.pool} ${keep ? 'stays its own' : 'is released'}.`}</li>
        )}
        <li>The device is deleted. It comes back when it registers again.</li>
      </ul>
      {/* Not a form: Enter in the box, where the focus begins, must not retire anything. */}
      {address && (
        <label class="check">
          <input type="checkbox" checked={keep} onChange={(event) => setKeep(event.currentTarget.checked)} />
          Leave the address to it
        </label>
      )}
      {state.error && (
        <p class="notice bad" role="alert">
          {state.error}
        </p>
      )}
      <div class="actions">
        <Button onClick={() => onClose(false)}>Cancel</Button>
        <Button look="danger" busy={state.busy} onClick={() => void retire()}>
          Retire
        </Button>
      </div>
    </Dialog>
  );
};
