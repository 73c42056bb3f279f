import { mkdirSync, writeFileSync } from 'node:fs';
import { startEngine } from '#tools/local/engine';
import { readOptions } from '#tools/local/options';
import { createTable } from '#tools/local/table';
import type { Bench } from './harness.ts';
import { machine, markdown, type Section } from './report.ts';

/** Runs one file of benches, `one.ts <file> [small]`, on a table of its own, which it may fill as it likes. */
const [file = '', size] = process.argv.slice(2);
const engine = await startEngine(readOptions(process.env).engine, undefined);
Object.assign(process.env, { DYNAMODB_ENDPOINT: engine.endpoint, TABLE_NAME: 'bench', POWERTOOLS_LOG_LEVEL: 'SILENT' });
await createTable(engine.endpoint, 'bench');

const measuredOn = `${new Date().toISOString().slice(0, 10)}, ${engine.name}, ${machine()}`;
const sections: Section[] = [];
try {
  const { benches } = (await import(new URL(file, import.meta.url).href)) as { benches: Bench[] };
  for (const bench of benches) {
    const rows = await bench.run({ small: size === 'small' });
    sections.push({ bench: bench.name, measuredOn, rows });
    console.log(`\n${bench.name}\n${markdown(rows)}`);
  }
} finally {
  await engine.stop();
}

const results = new URL('../.bench/', import.meta.url);
mkdirSync(results, { recursive: true });
writeFileSync(new URL(`${file}.json`, results), `${JSON.stringify(sections, null, 2)}\n`);
console.log(`\nMeasured ${measuredOn}. As JSON: .bench/${file}.json`);
process.exit(0);
