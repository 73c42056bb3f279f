import type { ProblemExamples } from '#lib/openapi/generator/problems';

const ID = '019aa2b4-7d10-7c3e-9f51-2b6f0c1d8e4a';

const poolUnknown = { code: 'pool.unknown', detail: 'There is no pool rack-1.' };
const resourceUnknown = {
  code: 'resource.unknown',
  detail: 'There is no resource 42c80e0e-8037-52e3-8385-df072b725595 in pool rack-1.',
};
const deviceUnknown = { code: 'device.unknown', detail: 'There is no device 52:54:00:12:34:56.' };
const serverUnknown = { code: 'server.unknown', detail: 'Server google_dns does not exist.' };
const maintenanceUnknown = { code: 'maintenance.unknown', detail: 'Maintenance rack-3-power does not exist.' };
const clusterUnknown = { code: 'cloud-cluster.unknown', detail: `There is no cluster ${ID}.` };
const machineUnknown = { code: 'machine.unknown', detail: `There is no machine ${ID}.` };
const computeClusterUnknown = { code: 'compute-cluster.unknown', detail: `You have no compute cluster ${ID}.` };

const clusterExists = { code: 'cloud-cluster.exists', detail: 'There is a cluster named cluster1 already.' };
const machineExists = {
  code: 'machine.exists',
  detail: 'There is a machine named machine1 in this cluster already.',
};

/** How each area refuses, unless an operation has its own way. */
const ofArea: ProblemExamples = {
  pools: { 404: poolUnknown },
  ztp: { 404: deviceUnknown },
  monitor: { 404: serverUnknown },
  cloud: { 404: machineUnknown },
  compute: { 404: computeClusterUnknown },
};

/** The problems that the document shows: what the services really say. */
export const problemExamples: ProblemExamples = {
  ...ofArea,
  createPool: { 409: { code: 'pool.exists', detail: 'There is a pool rack-1 already.' } },
  deletePool: {
    409: {
      code: 'pool.in-use',
      detail: 'Pool rack-1 has an allocated resource; release it first. Nothing was deleted.',
    },
  },
  allocateResource: {
    409: { code: 'pool.exhausted', detail: 'Pool rack-1 has no released resource left.' },
  },
  releaseResource: { 404: resourceUnknown },
  addResource: { 409: { code: 'resource.exists', detail: 'Pool rack-1 has 10.0.0.5 already.' } },
  removeResource: {
    404: resourceUnknown,
    409: { code: 'resource.allocated', detail: 'Resource 10.0.0.5 is already allocated.' },
  },
  getResource: { 404: resourceUnknown },
  createCloudCluster: { 409: clusterExists },
  getCloudCluster: { 404: clusterUnknown },
  changeCloudCluster: { 404: clusterUnknown, 409: clusterExists },
  deleteCloudCluster: {
    404: clusterUnknown,
    409: { code: 'cloud-cluster.in-use', detail: `Cluster ${ID} still has 3 machines.` },
  },
  createMachine: { 409: machineExists },
  changeMachine: { 409: machineExists },
  deleteMachine: {
    409: {
      code: 'machine.state',
      detail: 'A machine that is RUNNING cannot be deleted; stop or terminate it first.',
      allowed: ['STOP', 'REBOOT', 'TERMINATE'],
    },
  },
  operateMachine: {
    409: {
      code: 'machine.state',
      detail: 'A machine that is STOPPED does not take STOP; allowed now: START, TERMINATE.',
      allowed: ['START', 'TERMINATE'],
    },
  },
  createComputeCluster: {
    409: {
      code: 'compute-cluster.quota',
      detail: 'This is more than you may have: clusters (100 of 100).',
    },
  },
  getMaintenance: { 404: maintenanceUnknown },
  deleteMaintenance: { 404: maintenanceUnknown },
  login: {
    401: { code: 'login.wrong', detail: 'The name or the password is wrong.' },
    403: {
      code: 'csrf.mismatch',
      detail:
        'A login needs the csrftoken cookie and the same value in an X-CSRF-Token header; GET /token/login/ sets the cookie.',
    },
  },
  getApidocsFile: { 404: { code: 'file.unknown', detail: 'The page has no file swagger.js.' } },
  getPageFile: { 404: { code: 'file.unknown', detail: 'The page has no file main-0000000A.js.' } },
};
