import * as auth from '#lib/auth/errors';
import * as cloud from '#lib/cloud/errors';
import * as compute from '#lib/compute/errors';
import type { ProblemExamples } from '#lib/openapi/generator/problems';
import * as pools from '#lib/pools/errors';
import { searchOff } from '#lib/search/errors';

const ID = '019aa2b4-7d10-7c3e-9f51-2b6f0c1d8e4a';

const STOPPED = { passing: 'STOPPING', settled: 'STOPPED', settled_at: '2026-11-20T15:44:00.000Z' } as const;

const ADDRESS = { id: '42c80e0e-8037-52e3-8385-df072b725595', ip_address: '10.0.0.5' };
const deviceUnknown = { code: 'device.unknown', detail: 'There is no device 52:54:00:12:34:56.' };
const deviceRetiring = {
  code: 'device.retiring',
  detail: 'Device 52:54:00:12:34:56 is being retired; register it again when it is gone.',
};
const ruleUnknown = { code: 'rule.unknown', detail: 'Rule web does not exist.' };
const serverUnknown = { code: 'server.unknown', detail: 'Server google_dns does not exist.' };
const maintenanceUnknown = { code: 'maintenance.unknown', detail: 'Maintenance rack-3-power does not exist.' };

/** How each area refuses, unless an operation has its own way. */
const ofArea: ProblemExamples = {
  pools: { 404: pools.poolUnknown('rack-1') },
  ztp: { 404: deviceUnknown },
  fleet: { 404: deviceUnknown, 409: deviceRetiring },
  monitor: { 404: serverUnknown },
  cloud: { 404: cloud.machineUnknown(ID) },
  compute: { 404: compute.clusterUnknown(ID) },
};

/** The problems that the document shows: what the services really say. */
export const problemExamples: ProblemExamples = {
  ...ofArea,
  searchAll: { 404: searchOff() },
  registerDevice: { 409: pools.poolExhausted('rack-1') },
  readBootFile: { 404: { code: 'boot.unknown', detail: 'There is nothing to boot from here.' } },
  readSecretBootFile: { 404: { code: 'boot.unknown', detail: 'There is nothing to boot from here.' } },
  getRule: { 404: ruleUnknown },
  deleteRule: { 404: ruleUnknown },
  createPool: { 409: pools.poolExists('rack-1') },
  deletePool: { 409: pools.poolInUse('rack-1') },
  allocateResource: { 409: pools.poolExhausted('rack-1') },
  releaseResource: { 404: pools.resourceUnknown('rack-1', ADDRESS.id), 409: pools.heldByAnother('10.0.0.5') },
  addResource: { 409: pools.resourceExists('rack-1', '10.0.0.5') },
  removeResource: { 404: pools.resourceUnknown('rack-1', ADDRESS.id), 409: pools.resourceAllocated(ADDRESS) },
  getResource: { 404: pools.resourceUnknown('rack-1', ADDRESS.id) },
  createCloudCluster: { 409: cloud.clusterExists('cluster1') },
  getCloudCluster: { 404: cloud.clusterUnknown(ID) },
  changeCloudCluster: { 404: cloud.clusterUnknown(ID), 409: cloud.clusterExists('cluster1') },
  deleteCloudCluster: { 404: cloud.clusterUnknown(ID), 409: cloud.clusterInUse(ID, 3) },
  createMachine: { 409: cloud.machineExists('machine1') },
  changeMachine: { 409: cloud.machineExists('machine1') },
  deleteMachine: { 409: cloud.deletionNotAllowed('RUNNING') },
  operateMachine: { 409: cloud.operationNotAllowed('STOP', STOPPED, new Date()) },
  createComputeCluster: { 409: compute.quotaExceeded(['clusters (100 of 100)']) },
  getMaintenance: { 404: maintenanceUnknown },
  deleteMaintenance: { 404: maintenanceUnknown },
  login: { 401: auth.wrongLogin(), 403: auth.csrfMismatch('csrftoken') },
  getApidocsFile: { 404: { code: 'file.unknown', detail: 'The page has no file swagger.js.' } },
  getPageFile: { 404: { code: 'file.unknown', detail: 'The page has no file main-0000000A.js.' } },
};
