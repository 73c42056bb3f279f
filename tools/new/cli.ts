import { fileURLToPath } from 'node:url';
import { readArguments, writeEndpoint } from './endpoint.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const main = async ([kind, ...rest]: string[]): Promise<void> => {
  if (kind !== 'endpoint')
    throw new Error('Only endpoints can be made: npm run new -- endpoint <area> <name> <METHOD> <path>');
  for (const file of await writeEndpoint(readArguments(rest), ROOT)) console.log(file);
  console.log('Then: what it does in lib/<area>/service, its field in lib/graphql, and npm test -- tests/contract');
};

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
