import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from '@jest/globals';

const SCRIPT = fileURLToPath(new URL('../../.ci/audit.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'muster-audit-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What becomes of a report as npm writes it. */
const judged = (report: string) => {
  const file = join(folder, 'report.json');
  writeFileSync(file, report);
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, file], { encoding: 'utf8' });
  return { status, said: `${stdout}${stderr}`.trim() };
};

const hole = (name: string, severity: string) => ({ [name]: { name, severity, range: '<1.2.3' } });

test('a hole that is high or critical fails', () => {
  const vulnerabilities = { ...hole('a', 'high'), ...hole('b', 'critical'), ...hole('c', 'moderate') };
  expect(judged(JSON.stringify({ auditReportVersion: 2, vulnerabilities }))).toEqual({
    status: 1,
    said: 'a <1.2.3 has a hole: high\nb <1.2.3 has a hole: critical',
  });
});

test('a lesser one does not, nor does none', () => {
  const said = 'No hole is known in what is deployed.';
  expect(judged(JSON.stringify({ vulnerabilities: hole('c', 'moderate') }))).toEqual({ status: 0, said });
  expect(judged(JSON.stringify({ vulnerabilities: {} }))).toEqual({ status: 0, said });
});

test('a registry that does not answer is told, and is no finding', () => {
  expect(judged(JSON.stringify({ message: '405 Method Not Allowed', statusCode: 405 }))).toEqual({
    status: 0,
    said: 'Not audited: the registry did not answer (405 Method Not Allowed).',
  });
  expect(judged('')).toMatchObject({ status: 0, said: 'Not audited: the registry did not answer (no report).' });
});
