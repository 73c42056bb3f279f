import type { Subject } from './model.ts';
import type { Variables } from './template.ts';

const MAC = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/;

/** What templates know of a device before it has been given anything. A device without a name goes by its id. */
export const subjectVariables = ({ id, name = '', ip = '' }: Subject): Variables => ({
  id,
  name: name || id,
  ip,
  mac: MAC.test(id) ? id : '',
});

/** What a pool says of the network that its addresses are in. */
export interface Network {
  prefix_length?: number | undefined;
  gateway?: string | undefined;
  dns?: readonly string[] | undefined;
}

/** The same with the address that was allocated, and its network. */
export const enrolledVariables = (subject: Subject, address: string | undefined, network: Network = {}): Variables => ({
  ...subjectVariables(subject),
  address: address ?? '',
  prefix_length: network.prefix_length === undefined ? '' : String(network.prefix_length),
  gateway: network.gateway ?? '',
  dns: network.dns?.join(', ') ?? '',
});
