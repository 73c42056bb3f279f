import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync, zstdDecompressSync } from 'node:zlib';

const CLIENT = fileURLToPath(new URL('../../client/ztp-client.sh', import.meta.url));
const INIT = fileURLToPath(new URL('init.sh', import.meta.url));

/** A Debian kernel of this machine, with the folder of its modules. @throws Error with one sentence when there is none. */
export const findKernel = (boot = '/boot'): { image: string; modules: string } => {
  const names = existsSync(boot) ? readdirSync(boot).filter((name) => name.startsWith('vmlinuz-')) : [];
  for (const name of names.sort().reverse()) {
    const modules = join('/lib/modules', name.slice('vmlinuz-'.length));
    if (existsSync(modules)) return { image: join(boot, name), modules };
  }
  throw new Error('There is no kernel in /boot; on Debian, apt-get install linux-image-amd64 brings one.');
};

/** Where a command of this machine is. @throws Error with one sentence when it is not there. */
const commandPath = (name: string, debian: string): string => {
  try {
    return execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
  } catch {
    throw new Error(`There is no ${name}; on Debian, apt-get install ${debian} brings it.`);
  }
};

/** The drivers of a virtual machine's network, in the order in which they are loaded. */
const MODULES = [
  'failover',
  'net_failover',
  'virtio',
  'virtio_ring',
  'virtio_pci_modern_dev',
  'virtio_pci_legacy_dev',
  'virtio_pci',
  'virtio_net',
];

const copyModules = ({ modules }: { modules: string }, root: string): string[] => {
  const files = readFileSync(join(modules, 'modules.dep'), 'utf8')
    .split('\n')
    .map((line) => line.split(':')[0] ?? '');
  return MODULES.flatMap((name) => {
    const file = files.find((each) => basename(each).replaceAll('-', '_').startsWith(`${name}.ko`));
    // What is not a module is a part of the kernel.
    if (!file) return [];
    const content = readFileSync(join(modules, file));
    const plain = file.endsWith('.zst') ? zstdDecompressSync(content) : content;
    writeFileSync(join(root, 'modules', `${name}.ko`), plain);
    return [name];
  });
};

/** curl, and the libraries that it is linked with. */
const copyCurl = (root: string): void => {
  const curl = commandPath('curl', 'curl');
  const libraries = [...execFileSync('ldd', [curl], { encoding: 'utf8' }).matchAll(/(\/\S+) \(0x/g)].map(
    ([, path = '']) => path,
  );
  for (const file of [curl, ...libraries]) {
    const place = join(root, file);
    mkdirSync(dirname(place), { recursive: true });
    copyFileSync(file, place);
    chmodSync(place, 0o755);
  }
};

/**
 * Makes a small system that boots, registers with Muster and takes the name that it is given: busybox, curl and
 * `ztp-client.sh`, all from packages of this machine. Gives the file, compressed.
 */
export const buildInitramfs = (kernel: { modules: string }, workDir: string): string => {
  const root = join(workDir, 'root');
  for (const folder of ['bin', 'dev', 'etc', 'modules', 'proc', 'sys', 'tmp', 'usr/bin'])
    mkdirSync(join(root, folder), { recursive: true });
  copyFileSync(commandPath('busybox', 'busybox-static'), join(root, 'bin/busybox'));
  chmodSync(join(root, 'bin/busybox'), 0o755);
  copyCurl(root);
  writeFileSync(join(root, 'modules/order'), `${copyModules(kernel, root).join('\n')}\n`);
  copyFileSync(CLIENT, join(root, 'ztp-client.sh'));
  copyFileSync(INIT, join(root, 'init'));
  chmodSync(join(root, 'init'), 0o755);
  const archive = execFileSync('sh', ['-c', 'find . | busybox cpio -o -H newc 2>/dev/null'], {
    cwd: root,
    maxBuffer: 256 * 1024 * 1024,
  });
  const file = join(workDir, 'initrd.gz');
  writeFileSync(file, gzipSync(archive, { level: 1 }));
  return file;
};
