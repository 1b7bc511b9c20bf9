/**
 * gs/untied-glass-is-solved: the open problem asks which assumptions the spin glass needs. Keep independent Gaussian couplings on every path of a layered
 * network and give each edge a weight of its own: for up to three layers the landscape is solved. Weight condenses on one path, there are no more minima than
 * the width, and with a sphere for each unit there is one minimum. The glass comes from tying the weights.
 */

import type { Records } from '../../ensembles/spec.ts';
import { families } from '../../landscapes/families.ts';
import { landscapeSpec } from '../../landscapes/landscape-spec.ts';
import { symmetricEigenvalues } from '../../linalg/eigenvalues.ts';
import { pathGlassLevels, pathGlassSpectrum, pathGlassUnitSpheres } from '../../theory/index.ts';
import type { Claim, ClaimRun, Evaluation, Finding, Preset } from '../claim.ts';
import { falls } from '../decide.ts';
import { exactFinding, measuredFinding } from '../findings.ts';
import { curve, evaluation, figureOf, points, recordsAt, tableOf, xy } from '../layout.ts';
import { exact, extreme, list } from '../quantities.ts';
import { decimal, scientific } from '../theory-lines.ts';
import { descents, disorderEnds } from './descent-samples.ts';

const rules = {
  /** Relative distance of an end to the nearest level: ends are brought to rounding by Newton's method. */
  distance: 1e-9,
  /** Of the descents, to have ended at a minimum that is certified; saddles and points that are not certified decide nothing. */
  ended: 0.9,
  /** Width up to which every level must have been found. */
  complete: 6,
};

/** `thorough`: descents on one sphere up to the width where all levels must be found. */
const plans: Readonly<Record<Preset, { widths: number[]; disorders: number; replicas: number; thorough: number }>> = {
  smoke: { widths: [4, 6], disorders: 2, replicas: 40, thorough: 40 },
  laptop: { widths: [4, 6, 8, 10], disorders: 8, replicas: 48, thorough: 256 },
  paper: { widths: [4, 6, 8, 10, 12, 16], disorders: 24, replicas: 96, thorough: 1024 },
};

const landscape = (size: number, seed: number, domain: string, order = 3) => ({
  family: 'path-polynomial',
  wiring: 'path-glass',
  order,
  size,
  domain,
  seed,
});

export const untiedGlassIsSolved: Claim = {
  id: 'gs/untied-glass-is-solved',
  statement:
    'With independent Gaussian couplings on every path and a weight of its own on every edge, a network of up to three layers is solved: minima condense on one path, and their number is at most the width, not exponential in it.',
  source: { key: 'choromanska2015open', place: 'assumptions A3p and A4p, dropped' },
  openQuestions: [
    'That the levels at three layers on one sphere are minima follows from second-order conditions at condensed points; that there are no others is seen in descents, not proved.',
  ],
  needs(preset, seed) {
    const { widths, disorders, replicas, thorough } = plans[preset];
    const asked = { tolerance: 1e-7, maxSteps: 60_000, points: 200 };
    return Object.fromEntries(
      widths.flatMap((n) => [
        [
          `sphere-${n}`,
          descents(landscape(n, seed, 'sphere'), disorders, n <= rules.complete ? thorough : replicas, asked),
        ],
        [`units-${n}`, descents(landscape(n, seed, 'units'), disorders, Math.ceil(replicas / 4), asked)],
      ]),
    );
  },
  evaluate: (records, run) => evaluate(records, run),
};

interface Row {
  readonly size: number;
  readonly runs: number;
  /** Descents that ended at certified minima, and at saddles. */
  readonly ended: number;
  readonly saddles: number;
  /** Largest relative distance of an end to the nearest level. */
  readonly farthest: number;
  /** Levels of all disorders together, and how many of them their descents found. */
  readonly levels: number;
  readonly found: number;
  /** The most distinct minima of a disorder, modulo signs of units. */
  readonly minima: number;
}

/** J of a disorder, and the scale of the landscape. */
function couplingsOf(fields: ReturnType<typeof landscape>, disorder: number) {
  const { family, fields: spec } = landscapeSpec(families, untiedGlassIsSolved.id, { ...fields, disorder });
  const weights = (fields.order - 1) * fields.size ** 2 + fields.size;
  // Energies of records are over D = weights; L = √(D/Ψ) Σ J π.
  return { J: family.disorder!.entries(spec), scale: Math.sqrt(weights / fields.size ** fields.order) / weights };
}

function rowOf(size: number, records: Records, run: ClaimRun, domain: 'sphere' | 'units'): Row {
  const disorders = disorderEnds(records);
  let [farthest, count, found, minima] = [0, 0, 0, 0];
  for (const { disorder, ends } of disorders) {
    const { J, scale } = couplingsOf(landscape(size, run.seed, domain), disorder);
    const levels = (domain === 'sphere' ? [...pathGlassLevels(J, size)] : [pathGlassUnitSpheres(J, size)]).map(
      (x) => x * scale,
    );
    const off = (energy: number, level: number) => Math.abs(energy / level - 1);
    for (const { energy } of ends)
      farthest = Math.max(farthest, Math.min(...levels.map((level) => off(energy, level))));
    count += levels.length;
    found += levels.filter((level) => ends.some(({ energy }) => off(energy, level) < rules.distance)).length;
    minima = Math.max(minima, new Set(ends.map((end) => end.minimum)).size);
  }
  const runs = disorders.reduce((sum, d) => sum + d.runs, 0);
  const ended = disorders.reduce((sum, d) => sum + d.ends.length, 0);
  const saddles = disorders.reduce((sum, d) => sum + d.saddles, 0);
  return { size, runs, ended, saddles, farthest, levels: count, found, minima };
}

function evaluate(records: Readonly<Record<string, Records>>, run: ClaimRun): Evaluation {
  const rowsOf = (domain: 'sphere' | 'units') =>
    recordsAt(domain, records).map(({ at, records: part }) => rowOf(at, part, run, domain));
  const [sphere, units] = [rowsOf('sphere'), rowsOf('units')];
  const findings = [
    quadraticFinding(spectra(run)),
    onLevels(
      'levels',
      sphere,
      'Minima that descents on one sphere |w|² = N end at have energies −(N/3)^{3/2} max_b |J_·bc|, one for each c of which |Ĵ_·bc · J_·bc′| < |J_·bc| for all c′.',
    ),
    complete(sphere),
    number(sphere),
    onLevels(
      'unit-spheres',
      units,
      'With a sphere for the weights into each unit every minimum that descents end at has one and the same energy.',
    ),
  ];
  const most = sphere.at(-1);
  return evaluation({
    title: findings.some(falls)
      ? 'Untied, a glass of three layers has minima that are off its levels'
      : most
        ? `Untied, a glass of three layers of ${most.size} units has at most ${most.minima} minima that descents find`
        : 'Untied, a glass of three layers is not run',
    findings,
    figures: [
      figureOf(run, {
        id: 'untied-minima',
        title: 'How many minima of the untied glass descents end at, and the width',
        subtitle:
          'Distinct minima, modulo signs of units, that the descents of one disorder end at; the most of all disorders',
        panels: [
          xy('Three layers, one sphere', 'width *n*', 'distinct minima', [
            curve('n', 'theory', sphere, ({ size }) => [size, size]),
            points('found', sphere, ({ size, minima }) => ({ x: size, y: minima })),
          ]),
        ],
        canShow: 'how many different minima descents end at.',
        cannotShow: 'minima that no descent ends at.',
      }),
    ],
    tables: [table('One sphere', sphere), table('A sphere for each unit', units)],
  });
}

const table = (title: string, rows: readonly Row[]) =>
  tableOf(title, rows, {
    'width n': ({ size }) => size,
    descents: ({ runs }) => runs,
    'certified minima': ({ ended }) => ended,
    saddles: ({ saddles }) => saddles,
    'farthest from a level': ({ farthest }) => scientific(farthest, 2),
    'levels of all disorders': ({ levels }) => levels,
    'levels found': ({ found }) => found,
    'distinct minima, most': ({ minima }) => minima,
  });

const quadraticSize = 5;

interface Spectra {
  /** Eigenvalues of the Hessian, and what its entries err by. */
  readonly got: ArrayLike<number>;
  readonly wanted: readonly number[];
  readonly error: number;
}

/** H = 2: the Hessian of a drawn instance beside the spectrum. */
function spectra(run: ClaimRun): Spectra {
  const n = quadraticSize;
  const fields = landscape(n, run.seed, 'sphere', 2);
  const { family, fields: spec } = landscapeSpec(families, untiedGlassIsSolved.id, fields);
  const opened = family.open(spec, { kernels: run.kernels, data: [], arrays: [], precision: 'float64' });
  if (opened instanceof Promise) throw new Error('paths open at once');
  const { entries, error } = opened.hessianAt!(new Float64Array(opened.dimension).fill(1)).matrix();
  const { J, scale } = couplingsOf(fields, 0);
  const form = 2 * scale * opened.dimension;
  return {
    got: symmetricEigenvalues(entries, opened.dimension),
    wanted: Array.from(pathGlassSpectrum(J, n), (x) => form * x),
    error: error.value,
  };
}

export function quadraticFinding({ got, wanted, error }: Spectra): Finding {
  const off = Math.max(...wanted.map((x, i) => Math.abs(got[i]! - x)));
  return exactFinding({
    id: 'two-layers',
    statement: 'With two layers L is a quadratic form of eigenvalues ± |J_·b|/2 and zeros: two minima ± w, no others.',
    ours: true,
    because: `Σ_b u_b (J_·b · U_·b) falls into n forms of rank 2, one a unit. The Hessian of a drawn instance, n = ${quadraticSize}, differs in its eigenvalues by at most ${scientific(off, 1)}.`,
    holds: off < 1e-12 + error,
    by: 'proof',
    rule: 'proved by the decomposition in the reason, checked on an instance to rounding',
    quantities: [extreme('largest difference of eigenvalues', off, wanted.length)],
  });
}

function onLevels(id: string, rows: readonly Row[], statement: string): Finding {
  const share = Math.min(...rows.map(({ runs, ended }) => ended / runs));
  const farthest = Math.max(...rows.map((row) => row.farthest));
  const judged = rows.length > 0 && share >= rules.ended;
  return exactFinding({
    id,
    statement,
    ours: true,
    because: `At n = ${list(rows, ({ size }) => String(size))} ${list(rows, ({ runs, ended }) => `${ended}/${runs}`)} descents ended at certified minima, ${list(rows, ({ saddles }) => String(saddles))} at saddles; the minimum farthest from a level is off by ${scientific(farthest, 1)} of it.`,
    holds: judged ? farthest < rules.distance : undefined,
    by: 'comparison',
    rule: `confirmed when no certified minimum lies farther than ${rules.distance} (relative) from a level; nothing is decided when fewer than ${100 * rules.ended} % of the descents end at one`,
    quantities: rows.map(({ size, farthest: far, ended }) => extreme(`farthest from a level, n = ${size}`, far, ended)),
  });
}

function complete(rows: readonly Row[]): Finding {
  const small = rows.filter(({ size }) => size <= rules.complete);
  return exactFinding({
    id: 'all-levels',
    statement: `Each of the levels is a minimum: up to n = ${rules.complete} descents find all of them in every disorder.`,
    ours: true,
    because: `Levels found, all disorders together: ${list(rows, ({ size, levels, found }) => `${found} of ${levels} (n = ${size})`)}.`,
    // A level that is not found may have a small basin.
    holds: small.length > 0 && small.every(({ levels, found }) => found === levels) ? true : undefined,
    by: 'comparison',
    rule: `confirmed when at each n ≤ ${rules.complete} every disorder's descents find all levels; levels that are not found decide nothing`,
    quantities: rows.map(({ size, levels, found }) => exact(`levels not found, n = ${size}`, levels - found)),
  });
}

function number(rows: readonly Row[]): Finding {
  return measuredFinding({
    id: 'number',
    statement: 'Distinct minima that descents end at grow like the width.',
    ours: true,
    because: `At most ${list(rows, ({ minima }) => String(minima))} at n = ${list(rows, ({ size }) => String(size))}, that is ${list(rows, ({ size, minima }) => decimal(minima / size, 2))} a unit.`,
    why: 'minima that no descent ends at are not counted',
    enough: rows.length > 0,
    quantities: rows.map(({ size, minima }) => exact(`distinct minima, n = ${size}`, minima)),
  });
}
