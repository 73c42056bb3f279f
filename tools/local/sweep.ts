import { Sweep } from '#lib/monitor/model';
import { LONGEST_MS } from '#lib/monitor/schedule';
import { readOptions } from './options.ts';

const main = async (): Promise<void> => {
  const { lambdaPort } = readOptions(process.env);
  const endpoint = `http://localhost:${lambdaPort}`;
  process.env.LAMBDA_ENDPOINT = endpoint;
  process.env.STAGE = 'local';
  const { invoke } = await import('#lib/core/invoke');
  const given = await invoke('sweepServers', { byHand: true }, { patienceMs: LONGEST_MS }).catch(
    (error: NodeJS.ErrnoException) => {
      throw error.code === 'ECONNREFUSED'
        ? new Error(
            `Nothing answers at ${endpoint}; start the stack with npm start, with the same PORT and LAMBDA_PORT.`,
          )
        : error;
    },
  );
  const { servers, answered, duration_ms } = Sweep.parse(given);
  if (duration_ms === null) throw new Error('The sweep has begun, but has not ended in time; GET /sweeps will tell.');
  console.log(`${servers} servers pinged, ${answered} answered, in ${duration_ms} ms`);
};

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
