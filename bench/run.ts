import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startEngine } from '#lib/local/engine';
import { readOptions } from '#lib/local/options';
import { createTable } from '#lib/local/table';
import type { Bench, Row } from './harness.ts';
import { machine, markdown } from './report.ts';

const PERFORMANCE_MD = new URL('../docs/performance.md', import.meta.url);
const RESULTS = new URL('../.bench/', import.meta.url);
const HERE = new URL('.', import.meta.url);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { small: { type: 'boolean', default: false }, docs: { type: 'boolean', default: false } },
});

/** Puts the table between the markers of the page, and leaves the words around it alone. */
const writeDocs = (text: string): void => {
  const page = readFileSync(PERFORMANCE_MD, 'utf8');
  writeFileSync(PERFORMANCE_MD, page.replace(/(<!-- measured -->)[\s\S]*(<!-- end -->)/, `$1\n${text}\n$2`));
};

const files = readdirSync(HERE)
  .filter((file) => file.endsWith('.bench.ts'))
  .filter((file) => positionals.length === 0 || positionals.some((name) => file.startsWith(name)));

const engine = await startEngine(readOptions(process.env).engine, undefined);
Object.assign(process.env, { DYNAMODB_ENDPOINT: engine.endpoint, TABLE_NAME: 'bench', POWERTOOLS_LOG_LEVEL: 'SILENT' });
await createTable(engine.endpoint, 'bench');

const sections: { bench: string; rows: Row[] }[] = [];
try {
  for (const file of files) {
    const { benches } = (await import(new URL(file, HERE).href)) as { benches: Bench[] };
    for (const bench of benches) {
      const rows = await bench.run({ small: values.small });
      sections.push({ bench: bench.name, rows });
      console.log(`\n${bench.name}\n${markdown(rows)}`);
    }
  }
} finally {
  await engine.stop();
}

const measuredOn = `${new Date().toISOString().slice(0, 10)}, ${engine.name}, ${machine()}`;
mkdirSync(RESULTS, { recursive: true });
writeFileSync(new URL('results.json', RESULTS), `${JSON.stringify({ measuredOn, sections }, null, 2)}\n`);
console.log(`\nMeasured ${measuredOn}. As JSON: .bench/results.json`);
if (values.docs) {
  writeDocs(
    [`Measured ${measuredOn}.`, ...sections.map(({ bench, rows }) => `### ${bench}\n\n${markdown(rows)}`)].join('\n\n'),
  );
}
