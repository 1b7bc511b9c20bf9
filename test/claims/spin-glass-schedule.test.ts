/** What is said of the schedule of the public code, on records in which its ends are known. */
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { spinGlassDescent } from '../../src/claims/choromanska2015/spin-glass-descent.ts';
import {
  scheduledPairs,
  scheduleFinding,
  scheduleStopFinding,
} from '../../src/claims/choromanska2015/spin-glass-schedule.ts';
import type { Records } from '../../src/ensembles/spec.ts';
import { claimRun } from './claim-run.ts';
import { expectNullFalls } from './null-draws.ts';

interface World {
  readonly disorders?: number;
  readonly replicas?: number;
  /** Mean end after the schedule above the plain one, in standard deviations. */
  readonly shift?: number;
  readonly world?: number;
}

const [deviation, disorderDeviation] = [0.04, 0.03];

/** Plain ends and scheduled ones of a size; disorders differ, and both dynamics feel that alike. */
function pairOf(size: number, { disorders = 16, replicas = 16, shift = 0, world = 1 }: World): Record<string, Records> {
  const draw = stream(world, 'synthetic', size, 'schedule');
  const levels = Array.from({ length: disorders }, () => -1.55 + disorderDeviation * draw.normal());
  const count = disorders * replicas;
  const made = (more: number): Records => {
    const energies = Float64Array.from({ length: count }, (_, i) => {
      return levels[Math.floor(i / replicas)]! + more + deviation * draw.normal();
    });
    const ints = (of: (i: number) => number) => ({
      kind: 'int32' as const,
      values: Int32Array.from({ length: count }, (_, i) => of(i)),
    });
    return {
      count,
      columns: {
        disorder: ints((i) => Math.floor(i / replicas)),
        replica: ints((i) => i % replicas),
        index: ints(() => 0),
        energy: { kind: 'float64', values: energies },
        gradientNorm: { kind: 'float64', values: new Float64Array(count).fill(1e-12) },
        scheduledEnergy: { kind: 'float64', values: energies.map((u) => u + 2e-4) },
        scheduledResidual: { kind: 'float64', values: new Float64Array(count).fill(3e-3) },
        status: { kind: 'text', values: new Array<string>(count).fill('converged') },
      },
    };
  };
  return { [`size-${size}`]: made(0), [`scheduled-${size}`]: made(shift * Math.hypot(deviation, disorderDeviation)) };
}

const found = (world: World) =>
  scheduleFinding(scheduledPairs({ ...pairOf(50, world), ...pairOf(100, world) }), world.world ?? 1);

describe('published-dynamics', () => {
  it.each([
    ['confirmed', {}],
    ['refuted', { shift: -0.6 }],
    ['refuted', { shift: 0.6 }],
    ['inconclusive', { shift: 0.25 }],
    // Two sizes of nine are eighteen disorders, and still too few.
    ['inconclusive', { disorders: 9 }],
  ])('%s', (verdict, world) => {
    expect(found(world).verdict).toBe(verdict);
  });

  it('null world, twice the tolerance away: stands in at most 18 of 200 draws', () => {
    expectNullFalls('schedule', (_, seed) => found({ disorders: 10, shift: 0.5, world: seed }));
  });

  it('sizes with fewer than ten disorders are named and carry no verdict', () => {
    const pairs = scheduledPairs({ ...pairOf(50, {}), ...pairOf(200, { disorders: 6, shift: -5 }) });
    const { verdict, because, rule } = scheduleFinding(pairs, 1);
    expect(verdict).toBe('confirmed');
    expect(because).toContain('Over Λ = 50 (16 disorders) its mean end lies');
    expect(because).toContain('Not judged, with fewer than 10 disorders: Λ = 200 (6 disorders).');
    expect(rule).toContain('sizes with 10 disorders or more');
    expect(scheduleFinding(pairs.slice(1), 1)).toMatchObject({
      verdict: 'inconclusive',
      because: 'Not judged, with fewer than 10 disorders: Λ = 200 (6 disorders).',
    });
  });

  it('says on which side the ends lie, and that a small difference is one', () => {
    const because = (shift: number) => found({ disorders: 40, replicas: 40, shift }).because;
    expect(because(-0.12)).toMatch(
      /0\.1\d standard deviations below that .*, slightly lower, within the tolerance of 0.25\./,
    );
    expect(because(0.12)).toMatch(/0\.1\d standard deviations above that .*, slightly higher, within/);
    expect(because(-0.6)).toMatch(/0\.\d\d standard deviations below that of plain descent \([^)]*\)\./);
  });

  it('pairs the same starts: a size without plain descents is left out, one beside the others is found', () => {
    const { 'size-50': plain, 'scheduled-50': scheduled } = pairOf(50, {});
    expect(scheduledPairs({ 'scheduled-50': scheduled! })).toEqual([]);
    const [pair] = scheduledPairs({ 'beside-50': plain!, 'scheduled-50': scheduled! });
    expect(pair!.differences).toHaveLength(16);
    expect(scheduleStopFinding([pair!]).because).toContain('0.003 in the median');
    expect(scheduleStopFinding([pair!]).because).toContain('2·10⁻⁴');
  });
});

it('the claim runs both dynamics at every size of the schedule, and draws both', () => {
  for (const preset of ['smoke', 'laptop', 'paper'] as const) {
    const needs = spinGlassDescent.needs(preset, 1);
    const sizes = Object.keys(needs).flatMap((name) => (name.startsWith('scheduled-') ? [name.slice(10)] : []));
    expect(sizes.length).toBeGreaterThan(1);
    for (const size of sizes) expect(needs[`size-${size}`] ?? needs[`beside-${size}`]).toBeDefined();
  }
  const records = { ...pairOf(50, {}), ...pairOf(100, {}) };
  const { findings, figures } = spinGlassDescent.evaluate(records, claimRun('laptop', 1));
  expect(findings.map((finding) => finding.id)).toContain('published-dynamics');
  expect(JSON.stringify(figures[0])).toContain('schedule of the public code');
});
