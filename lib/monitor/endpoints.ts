export * from './endpoints/history.ts';
export * from './endpoints/maintenance.ts';
export * from './endpoints/root.ts';
export * from './endpoints/servers.ts';
