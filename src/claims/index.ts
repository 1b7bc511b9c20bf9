/** In: nothing. Out: every claim by its id. To add a claim is one file in the paper's folder, one line here, one test. */
import { complexityCurves } from './choromanska2015/complexity-curves.ts';
import { countAllCriticalPoints } from './choromanska2015/count-all-critical-points.ts';
import { dominanceOfMinima } from './choromanska2015/dominance-of-minima.ts';
import { indexVersusEnergy } from './choromanska2015/index-versus-energy.ts';
import { networkLosses } from './choromanska2015/network-losses.ts';
import { spinGlassDescent } from './choromanska2015/spin-glass-descent.ts';
import { thresholds } from './choromanska2015/thresholds.ts';
import type { Claim } from './claim.ts';

export type { Claim, ClaimRun, Evaluation, Finding, Preset, Quantity, ResultTable, Verdict } from './claim.ts';
export { presets, verdicts } from './claim.ts';

export const claims: Readonly<Record<string, Claim>> = {
  'ls/complexity-curves': complexityCurves,
  'ls/count-all-critical-points': countAllCriticalPoints,
  'ls/dominance-of-minima': dominanceOfMinima,
  'ls/index-versus-energy': indexVersusEnergy,
  'ls/network-losses': networkLosses,
  'ls/spin-glass-descent': spinGlassDescent,
  'ls/thresholds': thresholds,
};
