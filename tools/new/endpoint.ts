import { existsSync } from 'node:fs';
import { appendFile, readFile, writeFile } from 'node:fs/promises';

/** What is asked for on the command line. */
export interface NewEndpoint {
  area: string;
  /** The file in `lib/<area>/endpoints` where there is such a folder: `resources` of `pools/resources`. */
  part: string | undefined;
  /** The operation, as `listPools` is one. */
  name: string;
  method: string;
  path: string;
}

export const kebabCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const parametersOf = (path: string): string[] => [...path.matchAll(/\{(\w+)\+?\}/g)].map(([, name = '']) => name);

/** @throws Error in words, for people. */
export const readArguments = ([place, name, method, path]: readonly (string | undefined)[]): NewEndpoint => {
  const [area, part] = place?.split('/') ?? [];
  if (!area || !name || !method || !path)
    throw new Error(
      'npm run new -- endpoint <area> <name> <METHOD> <path>, as in: pools listOwners GET /api/pools/{id}/owners',
    );
  if (!/^[a-z]+(\/[a-z-]+)?$/.test(place ?? ''))
    throw new Error(`${place} is not an area like pools, or pools/resources.`);
  if (!/^[a-z]+[A-Za-z]*$/.test(name)) throw new Error(`${name} is not a name like listOwners.`);
  if (!/^(GET|POST|PUT|PATCH|DELETE)$/.test(method)) throw new Error(`${method} is not a method.`);
  if (!path.startsWith('/')) throw new Error(`${path} does not begin with a slash.`);
  return { area, part, name, method, path };
};

/** The text of each part, by the file that it goes into. */
export const skeletonOf = ({ area, part, name, method, path }: NewEndpoint) => ({
  [part ? `lib/${area}/endpoints/${part}.ts` : `lib/${area}/endpoints.ts`]: `
export const ${name} = endpoint('${method} ${path}', {
  name: '${name}',
  area,
  summary: 'TODO: one line, for lists',
${
  parametersOf(path).length > 0
    ? `  params: z.object({ ${parametersOf(path)
        .map((each) => `${each}: z.string().meta({ description: 'TODO' })`)
        .join(', ')} }),\n`
    : ''
}  answers: { 200: z.object({}) },
});
`,
  [`functions/${area}/functions.yml`]: `${name}:
  handler: functions/${area}/${kebabCase(name)}.handler
  permissions: { table: [GetItem] }
  events: [{ httpApi: "${method} ${path}" }]
`,
  [`functions/${area}/${kebabCase(name)}.ts`]: `import { serve } from '#lib/http/serve';
import { ${name} } from '#lib/${area}/endpoints';
import * as ${area} from '#lib/${area}/service';

export const handler = serve(${name}, ({ params }) => ${area}.${name}(params));
`,
  [`tests/functions/${area}-${kebabCase(name)}.test.ts`]: `import { expect, test } from '@jest/globals';
import { call } from '#support/call';
import { handler } from '#functions/${area}/${kebabCase(name)}';

test('TODO: a fact', async () => {
  expect(await call(handler, '${method} ${path}', {})).toMatchObject({ status: 200 });
});
`,
});

/** Writes the skeleton: two new files, two additions. @throws Error when one of the new files is there. */
export const writeEndpoint = async (asked: NewEndpoint, root: string): Promise<string[]> => {
  const hasParts = existsSync(`${root}/lib/${asked.area}/endpoints`);
  const wanted = { ...asked, part: asked.part ?? (hasParts ? asked.area : undefined) };
  const parts = Object.entries(skeletonOf(wanted));
  const isAddition = (file: string) => file.startsWith('lib/') || file.endsWith('functions.yml');
  for (const [file] of parts) {
    if (isAddition(file) && !existsSync(`${root}/${file}`))
      throw new Error(`There is no ${file}: make the area first.`);
    if (!isAddition(file) && existsSync(`${root}/${file}`)) throw new Error(`${file} is there already.`);
  }
  if ((await readFile(`${root}/functions/${wanted.area}/functions.yml`, 'utf8')).includes(`\n${wanted.name}:`))
    throw new Error(`Function ${wanted.name} already exists.`);
  for (const [file, text] of parts) await (isAddition(file) ? appendFile : writeFile)(`${root}/${file}`, text);
  return parts.map(([file]) => file);
};
