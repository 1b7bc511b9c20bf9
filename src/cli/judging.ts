/** The claims of a reproduction on the records that there are by now. */
import { version } from '../base/version.ts';
import type { Claim, ClaimRun, Evaluation } from '../claims/claim.ts';
import type { Records } from '../ensembles/spec.ts';
import type { EvaluatedClaim } from './reproduced.ts';
import type { Need } from './reproduction-plan.ts';

export interface Judging {
  /** Takes the records of an ensemble. @returns how many there are */
  add(need: Need, records: Records): number;
  /**
   * Every claim on what is there; a claim that nothing came to since is not evaluated again.
   * @param before  waited for before each claim that is evaluated
   */
  claims(before: (claim: Claim) => Promise<void>): Promise<EvaluatedClaim[]>;
  /** Those of them that need no ensemble, or have one. */
  begun(): EvaluatedClaim[];
}

export function judging(claims: readonly Claim[], needs: readonly Need[], run: Omit<ClaimRun, 'source'>): Judging {
  const records = new Map<Need, Records>();
  const judged = new Map<Claim, { readonly on: number; readonly result: EvaluatedClaim }>();
  const thereOf = (claim: Claim) => {
    const names = Object.keys(claim.needs(run.preset, run.seed));
    const mine = ensemblesOf(claim, needs, names).filter(({ need }) => records.has(need));
    return { names, mine, begun: mine.length > 0 || names.length === 0 };
  };
  const known = (claim: Claim) => {
    const before = judged.get(claim);
    return before?.on === thereOf(claim).mine.length ? before.result : undefined;
  };
  const judge = (claim: Claim) => {
    const { names, mine, begun } = thereOf(claim);
    const missing = names.filter((name) => !mine.some((used) => used.name === name));
    const evaluated = evaluate(claim, mine, records, run);
    const result = { ...(begun ? evaluated : withoutRuns(evaluated)), missing };
    judged.set(claim, { on: mine.length, result });
    return result;
  };
  return {
    add: (need, of) => records.set(need, of).size,
    async claims(before) {
      for (const claim of claims) {
        if (known(claim)) continue;
        await before(claim);
        judge(claim);
      }
      return claims.map((claim) => known(claim)!);
    },
    begun: () => claims.filter((claim) => thereOf(claim).begun).map((claim) => known(claim) ?? judge(claim)),
  };
}

/** What is proved stands without a run; of the rest there is nothing to say yet. */
function withoutRuns<E extends { readonly evaluation: Evaluation }>(evaluated: E): E {
  const findings = evaluated.evaluation.findings.map((finding) =>
    finding.verdict === 'inconclusive' || finding.verdict === 'measured'
      ? { ...finding, because: 'None of its ensembles has run.' }
      : finding,
  );
  return { ...evaluated, evaluation: { ...evaluated.evaluation, findings } };
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
