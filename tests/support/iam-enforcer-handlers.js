import { registerHooks } from 'node:module';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import swc from '@swc/jest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const isHandler = (file) => /^functions\/[^/]+\/[^/]+\.ts$/.test(relative(ROOT, file));

/** The source of a handler, with what it exports put into the hands of `watch.ts`. */
const watch = (source, file) => {
  const name = relative(ROOT, file).replace(/\.ts$/, '');
  const watched = source.replace('export const handler =', 'const unwatched =');
  if (watched === source) throw new Error(`${name} exports no handler in the form that is known here`);
  return `${watched}\nimport { watched } from '#support/iam-enforcer';\nexport const handler = watched('${name}', unwatched);\n`;
};

/** jest's transformer of handlers. */
export default {
  createTransformer: (options) => {
    const plain = swc.createTransformer(options);
    const dressed = ({ code, ...rest }, file) => ({ ...rest, code: watch(code, file) });
    return {
      ...plain,
      process: (source, file, ...more) => dressed(plain.process(source, file, ...more), file),
      processAsync: async (source, file, ...more) => dressed(await plain.processAsync(source, file, ...more), file),
      getCacheKey: (...args) => `watched-${plain.getCacheKey(...args)}`,
    };
  },
};

/** The same for a process that is started with `--import` of this file: the running stack. */
export const watchThisProcess = () =>
  registerHooks({
    load: (url, context, next) => {
      const loaded = next(url, context);
      if (!url.startsWith('file:') || !isHandler(fileURLToPath(url))) return loaded;
      return { ...loaded, source: watch(String(loaded.source), fileURLToPath(url)) };
    },
  });
