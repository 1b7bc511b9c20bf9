/** Claims on [swirszcz2017local]: what the exact ones say, and that each finding comes out the other way when its numbers do. */
import { describe, expect, it } from 'vitest';
import { rational } from '../../src/certificates/rational.ts';
import type { Claim, Evaluation } from '../../src/claims/claim.ts';
import { claims } from '../../src/claims/index.ts';
import {
  dataFinding,
  exampleOfText,
  frozenFinding,
  signsAlone,
  smallMean,
  trainedTight,
  whitened,
} from '../../src/claims/swirszcz2017/bad-outlier.ts';
import {
  type Fate,
  fateOf,
  outlierEnsembles,
  propertiesOf,
  tight,
} from '../../src/claims/swirszcz2017/bad-outlier-data.ts';
import {
  betterNetwork,
  deepAsPrinted,
  deepCorrected,
  deepLosses,
  notMoved,
  openRegion,
  theoremAsPrinted,
  theoremCorrected,
} from '../../src/claims/swirszcz2017/blind-spot.ts';
import { everyPoint, noContradiction } from '../../src/claims/swirszcz2017/certificate.ts';
import { isSmooth, kinds, problemOf } from '../../src/claims/swirszcz2017/critical-points.ts';
import { everyNetwork, limit, printedComplement, printedConstant } from '../../src/claims/swirszcz2017/depth-kills.ts';
import {
  inCell,
  leastLoss,
  localMinimum,
  notGlobal,
  printedProof,
  remark,
} from '../../src/claims/swirszcz2017/one-unit-minimum.ts';
import {
  blindSamples,
  d1,
  d2,
  d3,
  type Judged,
  judge,
  line,
  valueAt,
} from '../../src/claims/swirszcz2017/regression.ts';
import {
  allMinima,
  hypothesisNeeded,
  kinksDiffer,
} from '../../src/claims/swirszcz2017/relu-critical-points-are-minima.ts';
import { spurious } from '../../src/claims/swirszcz2017/spurious-minimum-three-units.ts';
import {
  betterPoint,
  bothMinima,
  noUnitGained,
  regionFits,
  worsePoint,
} from '../../src/claims/swirszcz2017/three-unit-minimum.ts';
import {
  blindSpot,
  globalAsPrinted,
  globalCorrected,
  localAsPrinted,
  localCorrected,
} from '../../src/claims/swirszcz2017/two-unit-minimum.ts';
import { smallTraining } from '../../src/ensembles/experiments/small-training.ts';
import type { EnsembleSpec, Records } from '../../src/ensembles/spec.ts';
import { claimRun } from './claim-run.ts';

const run = claimRun('smoke', 1);
const verdicts = ({ findings }: Evaluation) => Object.fromEntries(findings.map(({ id, verdict }) => [id, verdict]));
const evaluate = (id: string, records: Record<string, Records> = {}) => claims[id]!.evaluate(records, run);

describe('what was found, exactly', () => {
  it.each<[string, Record<string, string>]>([
    [
      'lm/one-unit-minimum',
      {
        'local-minimum': 'proved',
        'not-global': 'proved',
        'least-loss': 'proved',
        'remark-1': 'proved',
        'printed-proof': 'proved',
      },
    ],
    [
      'lm/two-unit-minimum',
      {
        'global-as-printed': 'contradicted',
        'global-corrected': 'proved',
        'local-as-printed': 'contradicted',
        'local-corrected': 'proved',
        'blind-spot': 'contradicted',
      },
    ],
    ['lm/three-unit-minimum', { 'both-minima': 'proved', regions: 'proved', 'two-units-do-as-well': 'proved' }],
    ['gs/spurious-minimum-three-units', { spurious: 'proved' }],
  ])('%s', (id, expected) => {
    const started = process.cpuUsage();
    expect(verdicts(evaluate(id))).toEqual(expected);
    const { user, system } = process.cpuUsage(started);
    expect(user + system).toBeLessThan(1e6);
  });

  it('the text of the paper: 0.24 is 0.0703, 0.07 is right', () => {
    const { findings } = evaluate('lm/bad-outlier');
    const means = findings.find(({ id }) => id === 'example-of-the-text')!;
    expect(means.verdict).toBe('contradicted');
    expect(means.quantities[0]).toMatchObject({ value: expect.closeTo(0.0703238236287, 12), published: 0.24 });
    expect(verdicts(evaluate('lm/bad-outlier'))).toMatchObject({
      'data-set': 'proved',
      whitened: 'contradicted',
      'small-mean': 'proved',
      variants: 'inconclusive',
    });
  });
});

describe('the other way', () => {
  const other = judge(d1, line([2], [-3], [1], 0));
  /** The same point, while no better network is known. */
  const unbeaten = (at: Judged): Judged => ({
    ...at,
    proved: at.proved && { ...at.proved, certificate: { ...at.proved.certificate, better: [] } },
  });
  const minimum = judge(d1, line([1], [-3], [1], 0));

  it('a point that is none is no local minimum, and no curve of equal loss', () => {
    expect(localMinimum(other).verdict).toBe('contradicted');
    expect(remark(minimum, [{ ...other, s: { n: 2n, d: 1n } }]).verdict).toBe('contradicted');
    expect(remark({ ...minimum, dimension: 2 }, []).verdict).toBe('contradicted');
    const better = judge(d1, line([-7], [-4], [1], 0));
    expect(notGlobal(minimum, minimum).verdict).toBe('contradicted');
    expect(notGlobal(unbeaten(minimum), better).verdict).toBe('contradicted');
    expect(leastLoss(minimum).verdict).toBe('refuted');
    expect(printedProof((dw, db, dv, dc) => inCell(dw, db, dv, dc, true)).verdict).toBe('contradicted');
  });

  it('a certificate that the checker refuses counts for nothing', () => {
    const undecided: Judged = { ...minimum, verdict: 'undecided', proved: undefined };
    expect(localMinimum(undecided).verdict).toBe('contradicted');
    expect(everyPoint([{ judged: undecided }]).verdict).toBe('refuted');
    expect(everyPoint([{ judged: minimum }]).verdict).toBe('proved');
    const seen = (confirmed: boolean) => noContradiction([{ kind: 'smooth', judged: minimum, confirmed }]).verdict;
    expect([seen(true), seen(false)]).toEqual(['confirmed', 'refuted']);
  });

  it('Proposition 2 as printed would be right with w₂ = 1, the corrected one wrong with −1', () => {
    const [best, worse] = [line([-5, 1], [1, -8], [1, -1], -1), line([-3, 1], ['13/3', -10], [1, -1], -3)];
    expect(globalAsPrinted(judge(d2, best)).verdict).toBe('proved');
    expect(localAsPrinted(judge(d2, worse)).verdict).toBe('proved');
    const printed = judge(d2, line([-3, -1], ['13/3', -10], [1, -1], -3));
    expect(localCorrected(printed, judge(d2, best)).verdict).toBe('contradicted');
    expect(bothMinima(judge(d2, worse), judge(d2, worse)).verdict).toBe('contradicted');
    expect(globalCorrected(judge(d2, worse)).verdict).toBe('contradicted');
    const awake = judge(d2, line([-3, 1], ['13/3', 20], [1, -1], -3));
    expect(blindSpot(judge(d2, best), awake).verdict).toBe('proved');
    expect(blindSpot(awake, awake).verdict).toBe('contradicted');
  });

  it('the points of Proposition 3 exchanged, or without a better network', () => {
    const [better, worse] = [betterPoint, worsePoint].map((point) => judge(d3, point));
    expect(regionFits(worsePoint, betterPoint).verdict).toBe('contradicted');
    expect(noUnitGained(better!, better!.text).verdict).toBe('proved');
    expect(noUnitGained(better!, worse!.text).verdict).toBe('refuted');
    const perfect: Judged = { ...worse!, verdict: 'global-minimum' };
    expect(spurious(perfect, [worse!]).verdict).toBe('proved');
    expect(spurious(perfect, [worse!, unbeaten(better!)]).verdict).toBe('refuted');
    expect(spurious(worse!, [worse!]).verdict).toBe('refuted');
  });

  it('a region without room, and a tent that is no better, or on no data', () => {
    const [positive, none] = [rational(1n, 4n), rational(0n)];
    expect(openRegion([{ squaredRadius: positive }, { squaredRadius: undefined }]).verdict).toBe('proved');
    expect(openRegion([{ squaredRadius: positive }, { squaredRadius: none }]).verdict).toBe('contradicted');
    const flat = { hiddenLayers: 1, decent: true, better: true, betterAsPrinted: true };
    expect(betterNetwork([flat]).verdict).toBe('proved');
    expect(betterNetwork([flat, { ...flat, betterAsPrinted: false }]).verdict).toBe('contradicted');
    expect(betterNetwork([{ ...flat, hiddenLayers: 2 }]).verdict).toBe('inconclusive');
    const beaten = { ...flat, atMean: minimum };
    expect(deepCorrected([beaten]).verdict).toBe('proved');
    for (const wrong of [{ better: false }, { atMean: unbeaten(minimum) }])
      expect(deepCorrected([beaten, { ...beaten, ...wrong }]).verdict).toBe('refuted');
    expect(deepCorrected([{ ...beaten, decent: false }]).verdict).toBe('inconclusive');
    expect(deepAsPrinted(deepLosses([2, 1])).verdict).toBe('proved');
    expect(deepAsPrinted(deepLosses([-2, -1])).verdict).toBe('contradicted');
  });

  it('Proposition 4 on other data, and with other means', () => {
    const whole = [[-1, 1], ...tight.whole.slice(1)];
    expect(dataFinding([tight, { ...tight, whole }].map(propertiesOf)).verdict).toBe('contradicted');
    expect(whitened({ ...propertiesOf(tight), covarianceSigns: [1, -1] }).verdict).toBe('inconclusive');
    expect(exampleOfText({ lecun98: 0.2401, xavier10: 0.2399, fixed: 0.07 }).verdict).toBe('proved');
    expect(exampleOfText({ lecun98: 0.2401, xavier10: 0.0716, fixed: 0.07 }).verdict).toBe('contradicted');
    expect(smallMean({ lecun98: 0.07, xavier10: 0.07, fixed: 0.24 }).verdict).toBe('contradicted');
  });

  it('a bound that stays, layers of one width, and the printed steps of B.2 if they were right', () => {
    expect(limit(() => 0.5).verdict).toBe('contradicted');
    expect(everyNetwork(Array<number>(60).fill(3)).verdict).toBe('inconclusive');
    expect(printedConstant([rational(-5n), rational(-5n)]).verdict).toBe('proved');
    expect(printedComplement({ event: 0.25, printed: 0.25 }).verdict).toBe('proved');
  });

  it('Theorem 1 as printed holds where the output is the mean, and falls with one point that is no minimum', () => {
    const mean = judge(d1, line([1], [-9], [1], '3/5'));
    expect(theoremAsPrinted(mean).verdict).toBe('proved');
    expect(theoremAsPrinted(judge(d1, line([1], [-9], [1], 5))).verdict).toBe('contradicted');
    const asleep = { atMean: other, lossIsVariance: true } as Parameters<typeof theoremCorrected>[0][number];
    expect(theoremCorrected([asleep], mean).verdict).toBe('refuted');
    expect(theoremCorrected([{ ...asleep, atMean: mean }], mean).verdict).toBe('proved');
  });

  it('counts decide over critical points', () => {
    expect(allMinima({ minima: 40 }).verdict).toBe('proved');
    expect(allMinima({ minima: 39 }).verdict).toBe('refuted');
    expect(hypothesisNeeded({ notMinima: 1, notCritical: 0 }).verdict).toBe('proved');
    expect(hypothesisNeeded({ notMinima: 0, notCritical: 40 }).verdict).toBe('refuted');
    expect(kinksDiffer({ minima: 39, notCritical: 1 }).verdict).toBe('proved');
    expect(kinksDiffer({ minima: 40, notCritical: 0 }).verdict).toBe('refuted');
    expect(kinksDiffer({ minima: 0, notCritical: 40 }).verdict).toBe('refuted');
  });

  it('one network followed decides over Proposition 4', () => {
    const fate: Fate = { networks: 9, positive: 9, separated: 0, steps: [], effect: 9, together: 9, right: 0 };
    const four = (change: Partial<Fate>) =>
      Object.fromEntries(
        ['frozen', 'frozen-laplace', 'frozen-uniform', 'frozen-two-layers'].map((name) => [
          name,
          { ...fate, ...change },
        ]),
      );
    expect(frozenFinding(four({})).verdict).toBe('proved');
    expect(frozenFinding(four({ separated: 1 })).verdict).toBe('contradicted');
    expect(frozenFinding(four({ positive: 0 })).verdict).toBe('inconclusive');
    expect(signsAlone(fate).verdict).toBe('inconclusive');
    expect(signsAlone({ ...fate, separated: 1, steps: [7] }).verdict).toBe('contradicted');
    expect(trainedTight(fate).verdict).toBe('proved');
    expect(trainedTight({ ...fate, separated: 2 }).verdict).toBe('refuted');
    expect(trainedTight({ ...fate, positive: 0 }).verdict).toBe('inconclusive');
  });
});

describe('what the claims stand on', () => {
  it('problems that are made are critical: smooth ones off the kinks, others on them', () => {
    for (const kind of kinds)
      for (let number = 0; number < 6; number++) {
        const problem = problemOf(kind, number);
        if (kind !== 'drawn') expect(isSmooth(problem)).toBe(kind !== 'kinks');
        const { verdict } = judge(problem, problem.network, [], 0n);
        if (kind === 'smooth') expect(['local-minimum', 'global-minimum']).toContain(verdict);
        if (kind === 'idle') expect(verdict).not.toBe('not-critical');
      }
  });

  it('samples without an active unit, and outputs at a place', () => {
    expect(blindSamples(d2, line([-5, 1], [1, -8], [1, -1], -1))).toEqual([1]);
    expect(valueAt(line([1], [-3], [2], 1), 4.5)).toBe(4);
  });

  it('the properties of the outlier’s data fail where they should', () => {
    expect(propertiesOf(tight)).toMatchObject({
      signs: true,
      centered: true,
      unitVariance: true,
      rank: 2,
      separated: true,
    });
    const moved = { ...tight, whole: [[-1, 1], ...tight.whole.slice(1)] };
    expect(propertiesOf(moved)).toMatchObject({ signs: false, centered: false, unitVariance: false });
    const line = tight.whole.map(([a]) => [a!, a!]);
    expect(
      propertiesOf({ ...tight, whole: line, squaredScales: [tight.squaredScales[0]!, tight.squaredScales[0]!] }).rank,
    ).toBe(1);
    expect(propertiesOf({ ...tight, labels: tight.labels.map((label) => 1 - label) }).separated).toBe(false);
  });
});

/** Records of an ensemble of a claim, made smaller. */
async function recordsOf(spec: EnsembleSpec, networks: number, steps?: number): Promise<Records> {
  const parameters = {
    ...spec.parameters,
    networks,
    networksPerTask: networks,
    ...(steps === undefined ? {} : { steps }),
  };
  const [task] = smallTraining.split(smallTraining.schema.parse(parameters));
  return smallTraining.run(task!, {
    kernels: run.kernels,
    artifact: () => Promise.reject(new Error('none')),
    progress() {},
  });
}

describe('on small ensembles', () => {
  async function onSmall(claim: Claim, names: readonly string[], networks: number, steps?: number) {
    const needs = claim.needs('smoke', 5);
    const made = names.map(async (name) => [name, await recordsOf(needs[name]!, networks, steps)] as const);
    return verdicts(claim.evaluate(Object.fromEntries(await Promise.all(made)), run));
  }

  it('lm/depth-kills: bounds hold, misprints are found', async () => {
    const claim = claims['lm/depth-kills']!;
    const found = await onSmall(claim, ['width-2', 'width-3', 'width-5', 'one-sample'], 500);
    expect(found).toMatchObject({
      'goes-to-one': 'proved',
      'every-network': 'contradicted',
      'printed-constant': 'contradicted',
      'printed-complement': 'contradicted',
      'how-loose': 'measured',
    });
    expect(['reproduced', 'inconclusive']).toContain(found['lower-bound']);
    expect(['confirmed', 'inconclusive']).toContain(found['upper-bound']);
    // Nothing dies: both the bound and the law of one sample fail.
    const needs = claim.needs('smoke', 5);
    const alive = async (name: string) => {
      const records = await recordsOf(needs[name]!, 500);
      const values = new Int32Array(500);
      return { ...records, columns: { ...records.columns, deadBefore: { kind: 'int32' as const, values } } };
    };
    const none = { 'width-2': await alive('width-2'), 'one-sample': await alive('one-sample') };
    expect(verdicts(claim.evaluate(none, run))).toMatchObject({
      'lower-bound': 'not-reproduced',
      'one-sample': 'refuted',
    });
  });

  it('lm/blind-spot: all points are certified, a descent that wakes up would be seen', async () => {
    const claim = claims['lm/blind-spot']!;
    const name = 'width-1-depth-1';
    const records = await recordsOf(claim.needs('smoke', 5)[name]!, 30, 100);
    const found = verdicts(claim.evaluate({ [name]: records }, run));
    expect(found).toEqual({
      'theorem-1-as-printed': 'contradicted',
      'theorem-1-corrected': 'proved',
      'no-gradient-moves-it': 'proved',
      'open-region': 'proved',
      'better-network': 'proved',
      'deep-as-printed': 'contradicted',
      'deep-corrected': 'proved',
      basin: 'measured',
    });
    const still = { parameters: 9, slopes: 0, slopesBelow: 0 };
    expect(notMoved([still], [{ revived: 0 }]).verdict).toBe('proved');
    expect(notMoved([still], [{ revived: 1 }]).verdict).toBe('contradicted');
    expect(notMoved([{ ...still, slopesBelow: 1 }], []).verdict).toBe('contradicted');
  });

  it('lm/bad-outlier: fates are read from outputs', async () => {
    const needs = outlierEnsembles('smoke', 5);
    const records = await recordsOf(needs['frozen']!, 6, 20);
    const fate = fateOf(records, tight.labels);
    expect(fate).toMatchObject({ networks: 6, positive: 6, separated: 0, effect: 6, together: 6, right: 0, steps: [] });
    const awake = await recordsOf(needs['trained-wide']!, 4, 600);
    expect(fateOf(awake, tight.labels).separated).toBeGreaterThan(0);
  });
});
