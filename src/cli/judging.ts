/** The claims of a reproduction on the records that there are by now. */
import { version } from '../base/version.ts';
import type { Claim, ClaimRun } from '../claims/claim.ts';
import type { Records } from '../ensembles/spec.ts';
import type { EvaluatedClaim } from './reproduced.ts';
import type { Need } from './reproduction-plan.ts';

export interface Judging {
  /** Takes the records of an ensemble. @returns how many there are */
  add(need: Need, records: Records): number;
  /** Every claim on what is there; a claim that nothing came to since is not evaluated again. */
  claims(): EvaluatedClaim[];
}

export function judging(claims: readonly Claim[], needs: readonly Need[], run: Omit<ClaimRun, 'source'>): Judging {
  const records = new Map<Need, Records>();
  const judged = new Map<Claim, { readonly on: number; readonly result: EvaluatedClaim }>();
  return {
    add: (need, of) => records.set(need, of).size,
    claims: () =>
      claims.map((claim) => {
        const names = Object.keys(claim.needs(run.preset, run.seed));
        const mine = ensemblesOf(claim, needs, names).filter(({ need }) => records.has(need));
        const before = judged.get(claim);
        if (before?.on === mine.length) return before.result;
        const missing = names.filter((name) => !mine.some((used) => used.name === name));
        const result = { ...evaluate(claim, mine, records, run), missing };
        judged.set(claim, { on: mine.length, result });
        return result;
      }),
  };
}

interface Used {
  /** The claim's name for the ensemble. */
  readonly name: string;
  readonly need: Need;
}

/** In the order in which the claim names them, whatever the order in which they run. */
function ensemblesOf(claim: Claim, needs: readonly Need[], names: readonly string[]): Used[] {
  return names.flatMap((name) => {
    const need = needs.find(({ users }) => users.some((user) => user.claim === claim.id && user.name === name));
    return need ? [{ name, need }] : [];
  });
}

function evaluate(
  claim: Claim,
  mine: readonly Used[],
  records: ReadonlyMap<Need, Records>,
  run: Omit<ClaimRun, 'source'>,
): Omit<EvaluatedClaim, 'missing'> {
  const specs = listed(mine.map(({ need }) => need.plan.hash.slice(0, 8)));
  const backends = [...new Set(mine.map(({ need }) => need.plan.spec.backend))].join(', ');
  const computed = specs ? ` · specs ${specs} · ${backends}` : '';
  const source = `${claim.id} · preset ${run.preset} · seed ${run.seed}${computed} · glasscape ${version}`;
  const byName = Object.fromEntries(mine.map(({ name, need }) => [name, records.get(need)!]));
  return {
    claim,
    evaluation: claim.evaluate(byName, { ...run, source }),
    source,
    ensembles: mine.map(({ name, need: { plan } }) => ({
      name,
      experiment: plan.spec.experiment,
      specHash: plan.hash,
    })),
  };
}

/** Hashes of specs; of many the first, and how many there are: the page of results has all. */
function listed(hashes: readonly string[]): string {
  return hashes.length <= 12 ? hashes.join(', ') : `${hashes.slice(0, 4).join(', ')} … (${hashes.length})`;
}
