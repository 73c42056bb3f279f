import { Operation, RegionCode, type SiteConstant, State } from './model.ts';

/** The regions by the names to show. */
const REGIONS: Readonly<Record<RegionCode, string>> = { A: 'Mumbai', B: 'Singapore', C: 'Frankfurt', D: 'Virginia' };

const inWords = (code: string): string => code.charAt(0) + code.slice(1).toLowerCase();

/** What `GET /api/v1/site-constants` can be asked for. */
export const CONSTANTS = {
  region: RegionCode.options.map((code) => ({ code, value: REGIONS[code] })),
  machine_state: State.options.map((code) => ({ code, value: inWords(code) })),
  machine_operation: Operation.options.map((code) => ({ code, value: inWords(code) })),
} as const satisfies Record<string, readonly SiteConstant[]>;
export type ConstantName = keyof typeof CONSTANTS;
