import { runMachine } from './machine.ts';

/** `npm run demo:machine`: a virtual machine boots from Muster, is enrolled, monitored, and retired. */
try {
  const { hostname, device } = await runMachine((line) => console.log(line));
  console.log(
    `${hostname} was ${device.state} at ${device.address.ip_address}, was ${device.server.status}, and is retired.`,
  );
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
