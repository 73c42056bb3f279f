// Importing `node:util` as a module of ECMAScript reads all its members, and some of them load other modules.
export const { isDeepStrictEqual } = process.getBuiltinModule('node:util');
