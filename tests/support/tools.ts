import { describe, test } from '@jest/globals';
import { findKernel } from '#tools/demo/kernel';
import { chromiumPath } from './browser.ts';
import { DEBIAN_PACKAGES, pathOf, skippedFor, type Tool } from './optional-tools.ts';

/** Tools that are not found by their name on the `PATH`. */
const FOUND_ELSEWHERE: Partial<Record<Tool, () => unknown>> = { chromium: chromiumPath, 'linux-image': findKernel };

/** Whether this machine has a program, or a kernel to boot. */
const hasTool = (tool: Tool): boolean => (FOUND_ELSEWHERE[tool] ?? (() => pathOf(tool)))() !== undefined;

type Register = (name: string, body: () => unknown) => void;

const register = (tools: readonly Tool[], whole: Register, name: string, body: () => unknown): void => {
  const missing = tools.filter((tool) => !hasTool(tool));
  const packages = missing.map((tool) => DEBIAN_PACKAGES[tool]).join(' ');
  const lacking = (): never => {
    throw new Error(`This machine lacks ${missing.join(' and ')}: apt-get install ${packages}`);
  };
  if (missing.length === 0) whole(name, body);
  else if (process.env.MUSTER_INSIST) test(name, lacking);
  else test.skip(skippedFor(missing, name), () => {});
};

/**
 * `test` for what needs a program that npm does not bring: skipped where it is missing, and told at the end of the run.
 * Where `MUSTER_INSIST` is set, as `.ci/run` does, it fails instead.
 */
export const testWith =
  (...tools: Tool[]) =>
  (name: string, body: () => Promise<void> | void): void =>
    register(tools, (each, run) => test(each, run as typeof body), name, body);

/** `describe` likewise, which counts as one test where it is skipped. */
export const describeWith =
  (...tools: Tool[]) =>
  (name: string, body: () => void): void =>
    register(tools, (each, run) => describe(each, run as typeof body), name, body);
