import { simulate } from './sweep-simulation.ts';

/** Prints a table of simulated sweeps: `npm run simulate`. */
const SIZES = [1000, 10_000, 100_000, 1_000_000];

console.log(
  '| servers | batches | units a server and sweep | peak units a second | tried again | failed batches | seconds |',
);
console.log(
  '| ------: | ------: | -----------------------: | ------------------: | ----------: | -------------: | ------: |',
);
for (const { servers, batches, unitsPerServer, peakUnits, repeated, failed, seconds } of SIZES.map(simulate)) {
  const cells = [
    servers.toLocaleString('en'),
    batches.toLocaleString('en'),
    unitsPerServer.toFixed(3),
    peakUnits.toLocaleString('en'),
    repeated,
    failed,
    seconds,
  ];
  console.log(`| ${cells.join(' | ')} |`);
}
