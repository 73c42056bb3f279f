import { Fact } from '../components/facts.tsx';
import { api } from '../core/api.ts';
import type { FleetDevice } from '../core/model.ts';
import { allPages } from '../core/pages.ts';
import { href } from '../core/route.ts';
import { usePolling } from '../core/use-polling.ts';

const EVERY_MS = 15_000;
/** Devices of that beginning that are looked at. */
const MOST = 1000;

interface Props {
  /** What a server or a machine is called: rules name both after the device. */
  name: string;
  /** Whether it is what the device was given. */
  isGiven: (device: FleetDevice) => boolean;
}

const findDevice = async ({ name, isGiven }: Props): Promise<FleetDevice | null> => {
  const devices = await allPages((cursor) => api('GET /fleet/devices', { query: { q: name, cursor } }), MOST);
  return devices.find(isGiven) ?? null;
};

/** The device that was given a server or a machine, where there is one. */
export const DeviceFact = (props: Props) => {
  const { data: device } = usePolling(() => findDevice(props), { everyMs: EVERY_MS, key: props.name });
  if (!device) return null;
  return (
    <Fact name="Device" sub={device.name && device.id}>
      <a href={href(['fleet', device.id])}>{device.name || device.id}</a>
    </Fact>
  );
};
