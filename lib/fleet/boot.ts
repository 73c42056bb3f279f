import type { Network } from './variables.ts';

/** What a machine may fetch while it boots. */
export const BOOT_FILES = ['user-data', 'meta-data', 'network-config', 'vendor-data', 'ipxe'] as const;
export type BootFile = (typeof BOOT_FILES)[number];

/** Words that YAML 1.1 reads as something else than text. */
const NO_TEXT = /^(true|false|yes|no|on|off|y|n|null)$/i;

/** A text as a scalar of YAML: bare where it cannot be misread, else quoted as JSON is. */
const yamlText = (text: string): string =>
  /^[A-Za-z][A-Za-z0-9.-]*$/.test(text) && !NO_TEXT.test(text) ? text : JSON.stringify(text);

/** A name as a host name (RFC 1123): other characters become dashes. */
export const hostName = (name: string): string =>
  name
    .replace(/[^A-Za-z0-9.-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 63) || 'localhost';

/** NoCloud's `meta-data`. cloud-init runs again what it runs once when the instance id is another. */
export const metaData = ({ instanceId, name }: { instanceId: string; name: string }): string =>
  `instance-id: ${yamlText(instanceId)}\nlocal-hostname: ${yamlText(hostName(name))}\n`;

interface Interface {
  mac: string | undefined;
  address: string | undefined;
  network: Network;
}

const lengthOf = (address: string, { prefix_length }: Network): number =>
  prefix_length ?? (address.includes(':') ? 128 : 32);

/**
 * NoCloud's `network-config`, version 2 (netplan's): the allocated address with the gateway and the name servers of its
 * pool, or DHCP where there is no address. The interface is the one with the device's MAC address, else the first.
 */
export const networkConfig = ({ mac, address, network }: Interface): string => {
  const { gateway, dns = [] } = network;
  const lines = [
    'version: 2',
    'ethernets:',
    '  primary:',
    '    match:',
    mac ? `      macaddress: ${JSON.stringify(mac)}` : '      name: "e*"',
  ];
  if (address === undefined) return [...lines, '    dhcp4: true', ''].join('\n');
  lines.push(
    '    dhcp4: false',
    '    addresses:',
    `      - ${JSON.stringify(`${address}/${lengthOf(address, network)}`)}`,
  );
  if (gateway !== undefined)
    lines.push(
      '    routes:',
      `      - to: ${gateway.includes(':') ? '"::/0"' : '"0.0.0.0/0"'}`,
      `        via: ${JSON.stringify(gateway)}`,
    );
  if (dns.length > 0)
    lines.push('    nameservers:', '      addresses:', ...dns.map((server) => `        - ${JSON.stringify(server)}`));
  return [...lines, ''].join('\n');
};

/** A script that has iPXE go on to the next boot device. */
export const IPXE_EXIT = '#!ipxe\nexit\n';
