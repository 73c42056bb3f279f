import { randomBytes, randomInt } from 'node:crypto';
import { formatIp, parseIp } from '#lib/core/address';

/** Where chance comes from: a whole number from 0 to below `max`, and random bytes. */
export interface Chance {
  below: (max: number) => number;
  bytes: (count: number) => Buffer;
}
const chance: Chance = { below: (max) => randomInt(max), bytes: (count) => randomBytes(count) };

const ADJECTIVES =
  'able agile amber bold brave brisk calm clever coral daring eager fair fleet gentle golden happy humble jolly keen kind lively lucid mellow merry nimble noble patient plucky polite proud quick quiet rapid sage silver steady sunny swift tidy vivid warm wise witty zesty'.split(
    ' ',
  );
const ANIMALS =
  'badger bear beaver bison crane deer dolphin eagle falcon finch fox gecko goose hare hawk heron ibex jay koala lark lemur lion lynx marmot marten moose newt orca osprey otter owl panda puffin raven robin seal stoat stork swan tapir tern tiger toad vole walrus whale wolf wren yak zebra'.split(
    ' ',
  );

const pick = (words: readonly string[], below: Chance['below']): string => words[below(words.length)] ?? '';

/** A name that can be said on the telephone: `swift-otter-4711`. */
export const generateName = ({ below }: Chance = chance): string =>
  `${pick(ADJECTIVES, below)}-${pick(ANIMALS, below)}-${below(10_000)}`;

const FIRST_IPV4 = parseIp('100.64.0.0')?.value ?? 0n;

/** An address of 100.64.0.0/10 (RFC 6598), but not its first or last. */
export const generateIpv4 = ({ below }: Chance = chance): string =>
  formatIp({ version: 4, value: FIRST_IPV4 + 1n + BigInt(below(2 ** 22 - 2)) });

/** An address of fd00::/8 (RFC 4193). */
export const generateIpv6 = ({ bytes }: Chance = chance): string =>
  formatIp({ version: 6, value: BigInt(`0xfd${bytes(15).toString('hex')}`) });
