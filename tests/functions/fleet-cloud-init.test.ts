import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from '@jest/globals';
import { metaData, networkConfig } from '#lib/fleet/boot';
import { testWith } from '#support/tools';

const folder = mkdtempSync(join(tmpdir(), 'muster-cloud-init-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** cloud-init's own readers of a seed and of version 2 network configuration, as Debian packages them. */
const READ = `
import json, sys
from cloudinit import util, safeyaml
from cloudinit.net.network_state import parse_net_config_data
folder = sys.argv[1]
seed = util.pathprefix2dict(folder, required=["user-data", "meta-data"], optional=["vendor-data", "network-config"])
meta = safeyaml.load(seed["meta-data"])
state = parse_net_config_data(safeyaml.load(seed["network-config"]))
print(json.dumps({"meta": meta, "user": util.decode_binary(seed["user-data"]), "interfaces": list(state.iter_interfaces())}, default=str))
`;

testWith('cloud-init')("cloud-init reads Muster's seed and renders its network", () => {
  const mac = '52:54:00:12:34:56';
  const network = { prefix_length: 24, gateway: '10.0.0.254', dns: ['10.0.0.53'] };
  writeFileSync(join(folder, 'user-data'), '#cloud-config\nhostname: web-1\n');
  writeFileSync(join(folder, 'meta-data'), metaData({ instanceId: 'iid-1', name: 'web-1' }));
  writeFileSync(join(folder, 'network-config'), networkConfig({ mac, address: '10.0.0.5', network }));
  writeFileSync(join(folder, 'vendor-data'), '');
  const { meta, user, interfaces } = JSON.parse(
    execFileSync('/usr/bin/python3', ['-c', READ, folder], { encoding: 'utf8' }),
  );
  expect(meta).toEqual({ 'instance-id': 'iid-1', 'local-hostname': 'web-1' });
  expect(user).toBe('#cloud-config\nhostname: web-1\n');
  expect(interfaces).toMatchObject([
    {
      mac_address: mac,
      subnets: [
        {
          type: 'static',
          address: '10.0.0.5',
          prefix: 24,
          routes: [{ gateway: '10.0.0.254' }],
        },
      ],
    },
  ]);
  const schema = execFileSync('cloud-init', ['schema', '--config-file', join(folder, 'user-data')], {
    encoding: 'utf8',
  });
  expect(schema).toContain('Valid');
});
