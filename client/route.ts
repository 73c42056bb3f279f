import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { isIPv6 } from 'node:net';
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';

/** Which of this machine's addresses, and of its interfaces, lead to a server. */
export interface Route {
  /** Undefined where the machine has no other than loopback. */
  ip: string | undefined;
  /** Undefined where the interface has none, as tunnels and loopbacks do. */
  mac: string | undefined;
}

/** Addresses for documentation (RFC 5737, RFC 3849) that nobody has: the way to them is the default route. */
const ELSEWHERE = ['198.51.100.1', '2001:db8::1'];

/**
 * The address that this machine would send from. Connecting a UDP socket asks the system for the route, on Linux and
 * macOS alike, and sends nothing.
 */
const addressToward = (address: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
    socket.once('error', (error) => {
      socket.close();
      reject(error);
    });
    socket.connect(9, address, () => {
      const { address: own } = socket.address();
      socket.close();
      if (isUnspecified(own)) reject(new Error('no interface leads there'));
      else resolve(own);
    });
  });

/** What a socket is bound to that no interface leads out of (RFC 1122, 3.2.1.3; RFC 4291, 2.5.2). */
const isUnspecified = (address: string): boolean => address === '::' || address === '0.0.0.0';

const isLoopback = (address: string): boolean => address === '::1' || address.startsWith('127.');

type Interfaces = NodeJS.Dict<NetworkInterfaceInfo[]>;

/** The MAC address of the interface that has this address. */
export const macOf = (ip: string, interfaces: Interfaces = networkInterfaces()): string | undefined => {
  const mac = Object.values(interfaces)
    .flatMap((infos) => infos ?? [])
    .find(({ address }) => address === ip)?.mac;
  return mac && !/^[0:]+$/.test(mac) ? mac.toLowerCase() : undefined;
};

const firstThatLeads = async (addresses: readonly string[], toward: typeof addressToward): Promise<string> => {
  let failure: unknown;
  for (const address of addresses) {
    try {
      return await toward(address);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
};

/**
 * The route to a server. One that runs on this very machine is reached over loopback, which says nothing to anybody
 * else: then it is the default route's.
 * @throws Error when the name is not known, or nothing leads there.
 */
export const routeTo = async (server: URL, { toward = addressToward } = {}): Promise<Route> => {
  const host = server.hostname.replace(/^\[|\]$/g, '');
  const found = await lookup(host, { all: true });
  const direct = await firstThatLeads(
    found.map(({ address }) => address),
    toward,
  );
  const own = isLoopback(direct) ? await firstThatLeads(ELSEWHERE, toward).catch(() => undefined) : direct;
  return own === undefined || isLoopback(own) ? { ip: undefined, mac: undefined } : { ip: own, mac: macOf(own) };
};
