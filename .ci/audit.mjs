// Reads what `npm audit --json` said (the file is the argument) and fails where it knows of a hole of the level `high` or
// worse. A registry that does not answer audits is no finding: that is said, and nothing more.
import { readFileSync } from 'node:fs';

const LEVELS = ['high', 'critical'];

const reportIn = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
};

const { vulnerabilities, message = 'no report' } = reportIn(process.argv[2]);
if (vulnerabilities === undefined) {
  console.log(`Not audited: the registry did not answer (${message.split(' - ')[0]}).`);
} else {
  const found = Object.values(vulnerabilities).filter(({ severity }) => LEVELS.includes(severity));
  for (const { name, severity, range } of found) console.error(`${name} ${range} has a hole: ${severity}`);
  if (found.length === 0) console.log('No hole is known in what is deployed.');
  process.exitCode = found.length > 0 ? 1 : 0;
}
