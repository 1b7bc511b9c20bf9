/**
 * ll/ideal-result: the lecture's wish, that every critical point is a strict saddle or a global minimum, asked of every kind of landscape at hand. A row
 * follows from verdicts of other claims, evaluated anew on this run's seed; the spin glass is judged by all its
 * critical points on small random tensors.
 */

import { stream } from '../../base/philox.ts';
import { couplings } from '../../landscapes/index.ts';
import { run as runSearch, type TensorEigenpairs, tensorEigenpairs } from '../../search/index.ts';
import { type Claim, type ClaimRun, type Evaluation, type Finding, type Verdict, verdicts } from '../claim.ts';
import { falls, stands } from '../decide.ts';
import { exactFinding } from '../findings.ts';
import { evaluation, tableOf, theoryClaim } from '../layout.ts';
import { list } from '../quantities.ts';
import { oneUnitMinimum } from '../swirszcz2017/one-unit-minimum.ts';
import { badSaddles } from './bad-saddles.ts';
import { linearRegression } from './linear-regression.ts';
import { noBadMinima } from './no-bad-minima.ts';
import { oneLayerNonlinear } from './one-layer-nonlinear.ts';
import { resnetCriticalPoints } from './resnet-critical-points.ts';
import { resnetReparametrization } from './resnet-reparametrization.ts';

export const idealResult = theoryClaim({
  id: 'll/ideal-result',
  statement: 'Ideal result: every critical point that is no minimum has λ_min < 0, and every minimum is global.',
  source: { key: 'golikov2019landscape', place: 'slide “Ideal result”' },
  openQuestions: [
    'The lecture states it as a wish, for no landscape in particular. A family has it here when what is known of the family says so, and lacks it when one instance does.',
  ],
  evaluate,
});

/** Random tensors of the spin glass whose critical points are all found: order, size, and how many of them. */
const glass = { order: 3, size: 5, draws: { smoke: 2, laptop: 10, paper: 40 } } as const;

/** One half of the wish, and which verdicts say it. */
export interface Half {
  /** undefined: not known. */
  readonly holds: boolean | undefined;
  readonly from: string;
}

export interface Row {
  readonly id: string;
  readonly family: string;
  readonly minimaGlobal: Half;
  readonly saddlesStrict: Half;
}

/** Critical points of one small glass. */
export interface Levels {
  readonly complete: boolean;
  /** Energies of its minima, rising. */
  readonly minima: readonly number[];
  /** Critical points with an eigenvalue whose sign is open. */
  readonly open: number;
}

const nothing: Half = { holds: undefined, from: 'not looked at' };

function evaluate(run: ClaimRun): Evaluation {
  const rows = rowsOf(verdictsOf(run), levelsOf(run));
  const findings = rows.map(ideal);
  const having = findings.filter(stands).length;
  const word = (holds: boolean | undefined) => (holds === undefined ? 'open' : holds ? 'yes' : 'no');
  return evaluation({
    title: `${having} of ${rows.length} kinds of landscapes have only strict saddles and global minima`,
    findings,
    tables: [
      tableOf('The two halves of the wish', rows, {
        landscapes: ({ family }) => family,
        'every minimum global': ({ minimaGlobal }) => word(minimaGlobal.holds),
        'because of': ({ minimaGlobal }) => minimaGlobal.from,
        'every saddle strict': ({ saddlesStrict }) => word(saddlesStrict.holds),
        'by verdict of': ({ saddlesStrict }) => saddlesStrict.from,
      }),
    ],
    differences: [
      'The claims that the rows rest on are evaluated at preset laptop at most, whatever the preset of this page.',
    ],
  });
}

export type Verdicts = (claim: string, finding: string) => Verdict;

/** Verdicts of the claims that the rows rest on. */
function verdictsOf(run: ClaimRun): Verdicts {
  const claims: readonly Claim[] = [
    badSaddles,
    linearRegression,
    noBadMinima,
    oneLayerNonlinear,
    oneUnitMinimum,
    resnetCriticalPoints,
    resnetReparametrization,
  ];
  const all = new Map(
    claims.flatMap((claim) =>
      claim
        .evaluate({}, { ...run, preset: run.preset === 'smoke' ? 'smoke' : 'laptop' })
        .findings.map(({ id, verdict }): [string, Verdict] => [`${claim.id} ${id}`, verdict]),
    ),
  );
  return (claim, finding) => all.get(`${claim} ${finding}`)!;
}

function levelsOf(run: ClaimRun): Levels[] {
  const { order, size, draws } = glass;
  return Array.from({ length: draws[run.preset] }, (_, disorder) => {
    const entries = Float64Array.from(couplings({ order, size, seed: run.seed, disorder }));
    return levels(
      runSearch(tensorEigenpairs(stream(run.seed, 'll-ideal-result', disorder, 'paths'), { order, size, entries })),
    );
  });
}

/** At odd order −x is a critical point too, with the other value and the other signs of curvature. */
export function levels({ status, pairs }: Pick<TensorEigenpairs, 'status' | 'pairs'>): Levels {
  const minima = pairs.flatMap(({ value, index }) => [
    ...(index === 0 ? [value] : []),
    ...(index === glass.size - 1 ? [-value] : []),
  ]);
  return {
    complete: status === 'complete',
    minima: minima.sort((a, b) => a - b),
    open: pairs.filter(({ index }) => index === null).length,
  };
}

/** Whether a verdict says yes, from which finding. */
function yes(verdicts: Verdicts, claim: string, finding: string): Half {
  const verdict = verdicts(claim, finding);
  const holds = stands({ verdict }) ? true : falls({ verdict }) ? false : undefined;
  return { holds, from: `${claim} (${finding}: ${verdict})` };
}

const not = ({ holds, from }: Half): Half => ({ holds: holds === undefined ? undefined : !holds, from });
/** Where the first does not hold, nothing follows. */
const given = (condition: Half, half: Half): Half => ({
  holds: condition.holds ? half.holds : undefined,
  from: `${condition.from}, ${half.from}`,
});
/** A counterexample: what it says when true; nothing when not. */
const onlyIfTrue = (half: Half): Half => ({ ...half, holds: half.holds === true ? true : undefined });

export function rowsOf(verdicts: Verdicts, glasses: readonly Levels[]): Row[] {
  const of = (claim: string, finding: string) => yes(verdicts, claim, finding);
  const convex = of('ll/linear-regression', 'convex');
  const corollary = of('ll/no-bad-minima', 'corollary');
  const flatOrigin = not(onlyIfTrue(of('ll/bad-saddles', 'origin')));
  const same = of('ll/resnet-reparametrization', 'same-problem');
  const ball = of('ll/resnet-critical-points', 'global');
  return [
    { id: 'linear-regression', family: 'linear regression', minimaGlobal: convex, saddlesStrict: convex },
    {
      id: 'one-sigmoid-unit',
      family: 'one layer of sigmoid units',
      minimaGlobal: not(onlyIfTrue(of('ll/one-layer-nonlinear', 'exponentially-many'))),
      saddlesStrict: nothing,
    },
    {
      id: 'deep-linear-two',
      family: 'deep linear nets, two layers',
      minimaGlobal: corollary,
      saddlesStrict: of('ll/bad-saddles', 'other-ranks'),
    },
    {
      id: 'deep-linear-more',
      family: 'deep linear nets, three layers or more',
      minimaGlobal: corollary,
      saddlesStrict: flatOrigin,
    },
    {
      id: 'resnet',
      family: 'linear residual nets, three layers or more',
      minimaGlobal: given(same, corollary),
      saddlesStrict: given(same, flatOrigin),
    },
    {
      id: 'resnet-ball',
      family: 'linear residual nets where max ‖W_k‖ < 1',
      minimaGlobal: ball,
      saddlesStrict: ball,
    },
    {
      id: 'relu',
      family: 'networks of ReLU units',
      minimaGlobal: not(
        onlyIfTrue(given(of('lm/one-unit-minimum', 'local-minimum'), of('lm/one-unit-minimum', 'not-global'))),
      ),
      saddlesStrict: nothing,
    },
    { id: 'spin-glass', family: 'spherical spin glasses of order 3', ...glassHalves(glasses) },
  ];
}

function glassHalves(glasses: readonly Levels[]): Pick<Row, 'minimaGlobal' | 'saddlesStrict'> {
  const complete = glasses.filter((one) => one.complete);
  const bad = complete.filter(({ minima }) => minima.length > 1 && minima.at(-1)! - minima[0]! > 1e-6).length;
  const open = complete.filter((one) => one.open > 0).length;
  const where = `of ${complete.length} complete lists at Λ = ${glass.size}`;
  const known = complete.length > 0 && complete.length === glasses.length;
  return {
    minimaGlobal: { holds: bad > 0 ? false : undefined, from: `${bad} ${where} with minima of several energies` },
    saddlesStrict: {
      holds: known && open === 0 ? true : undefined,
      from: `${open} ${where} with an eigenvalue that may be 0`,
    },
  };
}

export function ideal({ id, family, minimaGlobal, saddlesStrict }: Row): Finding {
  const halves = [minimaGlobal.holds, saddlesStrict.holds];
  const tell = ({ holds, from }: Half) => `${holds === undefined ? 'open' : holds ? 'yes' : 'no'} (${from})`;
  return exactFinding({
    id,
    statement: `Every critical point of ${family} is a strict saddle or a global minimum.`,
    ours: true,
    because: `Every minimum global: ${tell(minimaGlobal)}. Every saddle strict: ${tell(saddlesStrict)}.`,
    holds: halves.includes(false) ? false : halves.includes(undefined) ? undefined : true,
    by: 'comparison',
    rule: `confirmed when the verdicts named say both halves; refuted when they say that one fails; open otherwise. Verdicts that say yes: ${list(
      verdicts.filter((verdict) => stands({ verdict })),
      String,
    )}`,
  });
}
