import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { markdown, type Section } from './report.ts';

/** `npm run bench -- [file...] [--small] [--docs]`: each file of benches in a process of its own, one after another. */
const PERFORMANCE_MD = fileURLToPath(new URL('../docs/performance.md', import.meta.url));
const HERE = new URL('.', import.meta.url);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { small: { type: 'boolean', default: false }, docs: { type: 'boolean', default: false } },
});

const files = readdirSync(HERE)
  .filter((file) => file.endsWith('.bench.ts'))
  .filter((file) => positionals.length === 0 || positionals.some((name) => file.startsWith(name)));

const ended = files.map((file) => {
  const args = [fileURLToPath(new URL('one.ts', HERE)), file, ...(values.small ? ['small'] : [])];
  return spawnSync(process.execPath, args, { stdio: 'inherit' }).status;
});

const sectionsOf = (file: string): Section[] =>
  JSON.parse(readFileSync(new URL(`../.bench/${file}.json`, import.meta.url), 'utf8')) as Section[];

/** A longer table shows what missed its aim, and no more: nobody reads the rest of it. */
const MOST_ROWS = 20;

const tableOf = (rows: Section['rows']): string => {
  if (rows.length <= MOST_ROWS) return markdown(rows);
  const aimed = rows.filter(({ met }) => met !== undefined);
  const missed = aimed.filter(({ met }) => !met);
  const sentence = `${aimed.length - missed.length} of ${aimed.length} figures met their aim; these did not.`;
  return `${sentence}\n\n${markdown(missed)}`;
};

const inWords = ({ bench, measuredOn, rows }: Section): [string, string] => [
  bench,
  `### ${bench}\n\nMeasured ${measuredOn}.\n\n${tableOf(rows)}\n`,
];

/** Puts what was measured between the markers of the page; other sections and the words around them stay. */
const writeDocs = (sections: Section[]): void => {
  const page = readFileSync(PERFORMANCE_MD, 'utf8');
  const [, head = '', known = '', tail = ''] =
    /([\s\S]*<!-- measured -->)([\s\S]*)(<!-- end -->[\s\S]*)/.exec(page) ?? [];
  const there = known
    .split(/^(?=### )/m)
    .filter((text) => text.startsWith('### '))
    .map((text): [string, string] => [text.slice(4, text.indexOf('\n')), text]);
  const all = new Map([...there, ...sections.map(inWords)]);
  writeFileSync(PERFORMANCE_MD, `${head}\n\n${[...all.values()].map((text) => text.trim()).join('\n\n')}\n\n${tail}`);
  execFileSync('npx', ['--no', 'biome', 'format', '--write', PERFORMANCE_MD]);
};

if (values.docs) writeDocs(files.filter((_, n) => ended[n] === 0).flatMap(sectionsOf));
process.exitCode = ended.every((status) => status === 0) ? 0 : 1;
