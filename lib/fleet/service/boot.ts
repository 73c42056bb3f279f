import { isSecretOf } from '#lib/core/secrets';
import { settings } from '#lib/core/settings';
import * as pools from '#lib/pools/service';
import type { Device } from '#lib/ztp/model';
import * as ztp from '#lib/ztp/service';
import { deviceKeyOf } from '#lib/ztp/service';
import { BOOT_FILES, type BootFile, IPXE_EXIT, metaData, networkConfig } from '../boot.ts';
import type { EnrollmentRecord } from '../enrollment.ts';
import { bootUnknown } from '../errors.ts';
import type { Rule } from '../model.ts';
import * as enrollments from '../repository/enrollment.ts';
import { render, type Variables } from '../template.ts';
import type { Network } from '../variables.ts';
import { variablesOf } from '../wanted.ts';
import { currentRules } from './rules-cache.ts';

const isBootFile = (file: string): file is BootFile => (BOOT_FILES as readonly string[]).includes(file);

/** Whether a path may be read: with the enroll secret where there is one, and only then. */
const isAllowed = async (
  secret: string | undefined,
  resolveSecret: (setting: string) => Promise<string>,
): Promise<boolean> => {
  const { ZTP_ENROLL_SECRET: setting } = settings();
  if (setting === undefined || secret === undefined) return setting === secret;
  return isSecretOf(await resolveSecret(setting), secret);
};

interface Known {
  key: string;
  device: Device;
  record: EnrollmentRecord | undefined;
}

const networkOf = async ({ record }: Known): Promise<Network> => {
  const pool = record?.address?.pool;
  if (pool === undefined) return {};
  const head: (pools.PoolHead & { network?: Network | undefined }) | undefined = (await pools.getHeads([pool])).get(
    pool,
  );
  return head?.network ?? {};
};

const ruleOf = async ({ record }: Known): Promise<Rule | undefined> =>
  record && (await currentRules()).find(({ name }) => name === record.rule);

const rendered = async (known: Known, template: string | undefined): Promise<string | undefined> => {
  if (template === undefined) return undefined;
  const { key, device, record } = known;
  const values: Variables = variablesOf(
    { device: key, ...(record?.address && { address: record.address }) },
    device,
    await networkOf(known),
  );
  return render(template, values);
};

const MAC = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/;

const FILES: Record<BootFile, (known: Known) => Promise<string>> = {
  'user-data': async (known) =>
    known.device.userdata || ((await rendered(known, (await ruleOf(known))?.userdata)) ?? ''),
  'meta-data': async ({ key, device, record }) =>
    metaData({ instanceId: `iid-${record?.id ?? key}`, name: device.name || key }),
  'network-config': async (known) =>
    networkConfig({
      mac: MAC.test(known.key) ? known.key : undefined,
      address: known.record?.address?.ip_address,
      network: await networkOf(known),
    }),
  'vendor-data': async () => '',
  ipxe: async (known) => (await rendered(known, (await ruleOf(known))?.ipxe)) ?? IPXE_EXIT,
};

export interface BootRequest {
  secret?: string | undefined;
  id: string;
  file: string;
}

/**
 * What a machine fetches while it boots. A wrong secret, an unknown device and an unknown file are the same: not there.
 * @throws AppError 404.
 */
export const read = async (
  { secret, id, file }: BootRequest,
  { resolveSecret = async (setting) => setting }: { resolveSecret?: (setting: string) => Promise<string> } = {},
): Promise<string> => {
  if (!isBootFile(file) || !(await isAllowed(secret, resolveSecret))) throw bootUnknown();
  const key = deviceKeyOf(id);
  const [device, record] = await Promise.all([ztp.find(key), enrollments.find(key)]);
  if (!device) throw bootUnknown();
  return FILES[file]({ key, device, record });
};
