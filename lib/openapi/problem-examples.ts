import * as auth from '#lib/auth/errors';
import * as cloud from '#lib/cloud/errors';
import * as compute from '#lib/compute/errors';
import * as fleet from '#lib/fleet/errors';
import { fileUnknown } from '#lib/http/errors';
import * as monitor from '#lib/monitor/errors';
import type { ProblemExamples } from '#lib/openapi/generator/problems';
import * as pools from '#lib/pools/errors';
import { searchOff } from '#lib/search/errors';
import { deviceUnknown } from '#lib/ztp/errors';

const ID = '019aa2b4-7d10-7c3e-9f51-2b6f0c1d8e4a';

const STOPPED = { passing: 'STOPPING', settled: 'STOPPED', settled_at: '2026-11-20T15:44:00.000Z' } as const;

const ADDRESS = { id: '42c80e0e-8037-52e3-8385-df072b725595', ip_address: '10.0.0.5' };
const MAC = '52:54:00:12:34:56';

/** How each area refuses, unless an operation has its own way. */
const ofArea: ProblemExamples = {
  pools: { 404: pools.poolUnknown('rack-1') },
  ztp: { 404: deviceUnknown(MAC) },
  fleet: { 404: deviceUnknown(MAC), 409: fleet.deviceRetiring(MAC) },
  monitor: { 404: monitor.serverUnknown('google_dns') },
  cloud: { 404: cloud.machineUnknown(ID) },
  compute: { 404: compute.clusterUnknown(ID) },
};

/** The problems that the document shows: what the services really say. */
export const problemExamples: ProblemExamples = {
  ...ofArea,
  searchAll: { 404: searchOff() },
  registerDevice: { 409: pools.poolExhausted('rack-1') },
  readBootFile: { 404: fleet.bootUnknown() },
  readSecretBootFile: { 404: fleet.bootUnknown() },
  getRule: { 404: fleet.ruleUnknown('web') },
  deleteRule: { 404: fleet.ruleUnknown('web') },
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
  getMaintenance: { 404: monitor.maintenanceUnknown('rack-3-power') },
  deleteMaintenance: { 404: monitor.maintenanceUnknown('rack-3-power') },
  login: { 401: auth.wrongLogin(), 403: auth.csrfMismatch('csrftoken') },
  getApidocsFile: { 404: fileUnknown('swagger.js') },
  getPageFile: { 404: fileUnknown('main-0000000A.js') },
};
