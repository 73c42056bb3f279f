import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Extension } from './hapi.ts';

const require = createRequire(import.meta.url);

const EXAMPLE = `# The main job: a pool, an address from it, a machine that registers with it, and the pings of a server.
# Run one at a time. A token goes into the headers below: { "Authorization": "Token ..." }

mutation CreatePool {
  createPool(id: "rack-1", name: "Rack 1", resources: ["10.0.0.0/28"]) { id }
}

mutation Allocate {
  allocateResource(pool: "rack-1") { ipAddress status }
}

mutation Register {
  registerDevice(id: "52:54:00:12:34:56", ip: "10.0.0.1", name: "first") { id exec { status } }
}

mutation Watch {
  addServer(name: "localhost", ip: "127.0.0.1") { name }
}

query Look {
  pools { nodes { id resources { nodes { ipAddress status } } } }
  devices { nodes { id ip exec { status attempts } } }
  servers { nodes { name status pings(first: 10) { nodes { at averageMs } } } }
}
`;

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Muster: GraphiQL</title>
    <link rel="stylesheet" href="/graphql/graphiql.css">
    <link rel="stylesheet" href="/graphql/page.css">
  </head>
  <body>
    <div id="graphiql"></div>
    <script src="/graphql/react.js" defer></script>
    <script src="/graphql/react-dom.js" defer></script>
    <script src="/graphql/graphiql.js" defer></script>
    <script src="/graphql/page.js" defer></script>
  </body>
</html>
`;

const INIT = `const fetcher = GraphiQL.createFetcher({ url: '/graphql' });
const defaultQuery = ${JSON.stringify(EXAMPLE)};
ReactDOM.createRoot(document.getElementById('graphiql')).render(
  React.createElement(GraphiQL, { fetcher, defaultQuery, defaultEditorToolsVisibility: true, shouldPersistHeaders: true }),
);
`;

/** A file of a package, also one that it does not export to programs. */
const shipped = (name: string, path: string) => (): Buffer =>
  readFileSync(join(dirname(require.resolve(`${name}/package.json`)), path));

const FILES: Readonly<Record<string, { media: string; read: () => Buffer | string }>> = {
  'page.css': { media: 'text/css', read: () => 'body { margin: 0 } #graphiql { height: 100vh }' },
  'page.js': { media: 'text/javascript', read: () => INIT },
  'graphiql.css': { media: 'text/css', read: shipped('graphiql', 'graphiql.min.css') },
  'graphiql.js': { media: 'text/javascript', read: shipped('graphiql', 'graphiql.min.js') },
  'react.js': { media: 'text/javascript', read: shipped('react', 'umd/react.production.min.js') },
  'react-dom.js': { media: 'text/javascript', read: shipped('react-dom', 'umd/react-dom.production.min.js') },
};

/** Everything comes from here. CodeMirror writes its styles into the page. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const PLACE = /^\/graphql\/?$/;

/** What else can be asked of the place where GraphiQL is; whoever has just asked in vain is told without it. */
export const allowGraphiql: Extension = ({ method, path, response }, h) => {
  const allow = response.headers?.allow;
  if (allow && PLACE.test(path) && method !== 'get' && method !== 'head')
    response.headers = { ...response.headers, allow: ['GET', 'HEAD', ...allow.split(', ')].sort().join(', ') };
  return h.continue;
};

/**
 * GraphiQL for whoever opens `/graphql` in a browser. It belongs to the local stack: nothing of it is deployed, where
 * the schema is not told either.
 */
export const serveGraphiql: Extension = ({ method, path, headers }, h) => {
  if (method !== 'get' && method !== 'head') return h.continue;
  if (PLACE.test(path))
    return headers.accept?.includes('text/html')
      ? h.response(PAGE).type('text/html').header('Content-Security-Policy', POLICY).takeover()
      : h.continue;
  const name = /^\/graphql\/([\w.-]+)$/.exec(path)?.[1] ?? '';
  const file = Object.hasOwn(FILES, name) ? FILES[name] : undefined;
  return file ? h.response(file.read()).type(file.media).takeover() : h.continue;
};
