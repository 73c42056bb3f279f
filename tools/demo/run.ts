import { runMachine } from './machine.ts';

/** `npm run demo:machine`: a virtual machine boots from Muster, is enrolled, monitored, and retired. */
try {
  const { name, state, address, server } = await runMachine((line) => console.log(line));
  console.log(`${name} was ${state} at ${address.ip_address}, was ${server.status}, and is retired.`);
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
