import { readFileSync } from 'node:fs';
import { createConfig, lintFromString } from '@redocly/openapi-core';

const config = await createConfig({ extends: ['recommended-strict'] });
const problems = await lintFromString({
  source: readFileSync('docs/openapi.json', 'utf8'),
  config,
  absoluteRef: 'openapi.json',
});
for (const p of problems) console.log(p.severity, p.ruleId, p.message, p.location.map((l) => l.pointer).join(' '));
