import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type Kernel, readModules } from './kernel.ts';

const CLIENT = fileURLToPath(new URL('../../client/ztp-client.sh', import.meta.url));
const INIT = fileURLToPath(new URL('init.sh', import.meta.url));

/** The drivers of a virtual machine's network. */
const MODULES = ['virtio_pci', 'virtio_net'];
const LARGEST_BYTES = 256 * 1024 * 1024;

/** Where a command of this machine is. @throws Error with one sentence when it is not there. */
export const commandPath = (name: string, debian: string): string => {
  try {
    return execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
  } catch {
    throw new Error(`There is no ${name}; on Debian, apt-get install ${debian} brings it.`);
  }
};

/** The libraries that a program is linked with; none when it is static. */
const librariesOf = (file: string): string[] => {
  try {
    const told = execFileSync('ldd', [file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return [...told.matchAll(/(\/\S+) \(0x/g)].map(([, path = '']) => path);
  } catch {
    return [];
  }
};

const copyProgram = (file: string, place: string, root: string): void => {
  for (const [from, to] of [[file, place], ...librariesOf(file).map((path) => [path, path])]) {
    const target = join(root, to ?? '');
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(from ?? '', target);
    chmodSync(target, 0o755);
  }
};

/**
 * Makes a small system that boots, registers with Muster and takes the name that it is given: busybox, curl,
 * `ztp-client.sh` and the drivers of the network, all from packages of this machine. Gives the file, compressed.
 * @throws Error with one sentence when a program is missing.
 */
export const buildInitramfs = (kernel: Kernel, workDir: string): string => {
  const root = join(workDir, 'root');
  for (const folder of ['dev', 'etc', 'modules', 'proc', 'sys', 'tmp', 'usr/bin'])
    mkdirSync(join(root, folder), { recursive: true });
  const busybox = commandPath('busybox', 'busybox-static');
  copyProgram(busybox, 'bin/busybox', root);
  copyProgram(commandPath('curl', 'curl'), 'usr/bin/curl', root);
  const modules = readModules(kernel, MODULES);
  for (const { name, content } of modules) writeFileSync(join(root, 'modules', name), content);
  writeFileSync(join(root, 'modules/order'), modules.map(({ name }) => `${name}\n`).join(''));
  copyFileSync(CLIENT, join(root, 'ztp-client.sh'));
  copyFileSync(INIT, join(root, 'init'));
  chmodSync(join(root, 'init'), 0o755);
  const archive = execFileSync('sh', ['-c', `find . | ${busybox} cpio -o -H newc 2>/dev/null`], {
    cwd: root,
    maxBuffer: LARGEST_BYTES,
  });
  const file = join(workDir, 'initrd.gz');
  writeFileSync(file, gzipSync(archive, { level: 1 }));
  return file;
};
