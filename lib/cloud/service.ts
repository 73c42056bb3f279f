/** What other areas do with the cloud, by name: `machines.create(...)`, `clusters.findByName(...)`. */
export * as clusters from './service/clusters.ts';
export * as machines from './service/machines.ts';
