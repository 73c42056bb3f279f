export * from './model/history.ts';
export * from './model/maintenance.ts';
export * from './model/server.ts';
