/** op/assumptions: every finding on records made by hand, right and broken, and the columns of a real task. */
import { expect, it } from 'vitest';
import { type Stream, stream } from '../../src/base/philox.ts';
import {
  type Architecture,
  assumptions,
  assumptionsMeasured,
  findingOf,
  maximumFinding,
} from '../../src/claims/beyond/assumptions-measured.ts';
import { networkAssumptionsColumns } from '../../src/ensembles/experiments/network-assumptions.ts';
import type { Column, Records } from '../../src/ensembles/spec.ts';
import { claimRun } from './claim-run.ts';
import { expectNullFalls, normals } from './null-draws.ts';

const run = claimRun('laptop', 3);
const networks = 12;
/** Distances as they would be if A1, A2, A3, A4 and A7 held, and A5 and A6 did not. */
const held: Readonly<Record<string, number>> = {
  delta1Squared: 0.001,
  delta2: 0.06,
  delta3: 0.01,
  delta4: 0.02,
  delta5Squared: 0.02,
  delta5Null: 0.001,
  delta6: 1.5,
  deltaM: -0.6,
  deltaMNull: 0.06,
  normSquared: 100,
};

function recordsOf(values: Readonly<Record<string, number>>, spread = 1e-3): Record<string, Records> {
  const columns = Object.fromEntries(
    Object.entries(networkAssumptionsColumns).map(([name, kind]): [string, Column] => {
      const of = (k: number) => (name === 'looks' ? k : (values[name] ?? 0) * (1 + spread * Math.cos(7 * k)));
      if (kind === 'text') return [name, { kind, values: new Array<string>(networks).fill('converged') }];
      if (kind === 'int32') return [name, { kind, values: Int32Array.from({ length: networks }, (_, k) => k) }];
      if (kind === 'float64') return [name, { kind, values: Float64Array.from({ length: networks }, (_, k) => of(k)) }];
      const looks = [0, 1, 12];
      return [
        name,
        {
          kind: 'vector',
          width: looks.length,
          values: Float64Array.from({ length: networks * looks.length }, (_, i) =>
            name === 'looks' ? looks[i % looks.length]! : of(Math.floor(i / looks.length)),
          ),
        },
      ];
    }),
  );
  const one = { count: networks, columns } as Records;
  return { 'hidden-25': one, 'hidden-25x25': one };
}
const verdicts = (values: Readonly<Record<string, number>>, spread?: number) =>
  Object.fromEntries(
    assumptionsMeasured.evaluate(recordsOf(values, spread), run).findings.map(({ id, verdict }) => [id, verdict]),
  );

it('confirms what OP labels when plausible assumptions hold and unrealistic ones do not', () => {
  expect(verdicts(held)).toEqual({
    A1p: 'confirmed',
    A2p: 'confirmed',
    A3p: 'confirmed',
    A4p: 'confirmed',
    A5u: 'confirmed',
    A6u: 'confirmed',
    A7p: 'confirmed',
    'A5u-maximum': 'confirmed',
    training: 'measured',
  });
});

it.each([
  ['A1p', { delta1Squared: 0.4 }],
  ['A2p', { delta2: 1.06 }],
  ['A3p', { delta3: 0.3 }],
  ['A4p', { delta4: 1.5 }],
  ['A5u', { delta5Squared: 0 }],
  ['A6u', { delta6: 0 }],
  ['A5u-maximum', { deltaM: 0.01 }],
])('refutes %s alone where its distance lies on the other side', (id, changed) => {
  const all = verdicts({ ...held, ...changed });
  expect(all[id]).toBe('refuted');
  expect(Object.values(all).filter((verdict) => verdict === 'refuted')).toHaveLength(1);
});

it('norms that differ refute A7p; networks that differ widely, or none, decide nothing', () => {
  expect(verdicts(held, 0.5)['A7p']).toBe('refuted');
  expect(verdicts({ ...held, delta3: 0.1 }, 0.5)['A3p']).toBe('inconclusive');
  expect(new Set(assumptionsMeasured.evaluate({}, run).findings.map(({ verdict }) => verdict))).toEqual(
    new Set(['inconclusive']),
  );
});

it.each([
  ['A1p', { delta1Squared: 0.01 }],
  ['A2p', { delta2: 0.25, delta2Error: 0.01 }],
  ['A3p', { delta3: 0.1 }],
  ['A4p', { delta4: 0.1 }],
  ['A5u', { delta5Squared: 0.001, delta5SquaredError: 1e-3 }],
  ['A6u', { delta6: 0.1 }],
  ['A5u-maximum', { deltaM: 0.06, deltaMError: 0.01 }],
])('leaves %s open where its distance lies on the edge', (id, changed) => {
  expect(verdicts({ ...held, ...changed }, 0.3)[id]).toBe('inconclusive');
});

it('leaves A7p open where norms vary by a tenth', () => {
  expect(verdicts(held, 0.14)['A7p']).toBe('inconclusive');
});

/** A measure of twelve networks at one look. */
interface Edge {
  readonly measure: string;
  readonly edge: number;
  /** Of a network’s own, and of the images, which all networks share. */
  readonly own: number;
  readonly shared: number;
  /** Where the statement holds surely. */
  readonly inside: number;
}
const edges: Readonly<Record<string, Edge>> = {
  A1p: { measure: 'delta1Squared', edge: 0.01, own: 0.006, shared: 0.001, inside: 0 },
  A2p: { measure: 'delta2', edge: 0.25, own: 0, shared: 0.002, inside: 0.05 },
  A3p: { measure: 'delta3', edge: 0.1, own: 0.025, shared: 0.0095, inside: 0.04 },
  A4p: { measure: 'delta4', edge: 0.1, own: 0.06, shared: 0, inside: -1 },
  A5u: { measure: 'delta5Squared', edge: 0.001, own: 0.005, shared: 0.0005, inside: 0.1 },
  A6u: { measure: 'delta6', edge: 0.1, own: 0.012, shared: 0.003, inside: 1.5 },
  A7p: { measure: 'normSquared', edge: 100, own: 10, shared: 0, inside: 100 },
  'A5u-maximum': { measure: 'deltaM', edge: -0.06, own: 0.03, shared: 0.01, inside: -0.6 },
};

/** The first architecture on the edge, the second well inside. */
function onTheEdge(draw: Stream, { measure, edge, own, shared, inside }: Edge, networks = 12): Architecture[] {
  return [edge, inside].map((mean, i) => {
    const values = normals(draw, networks, mean + shared * draw.normal(), i === 0 ? own : own / 20);
    const all: Partial<Record<string, number[]>> = {
      [measure]: values,
      [`${measure}Error`]: values.map(() => shared),
      delta5Null: values.map(() => 0.001),
      deltaMNull: values.map(() => 0.06),
    };
    const columns = {
      network: new Int32Array(networks),
      delta2: Float64Array.from(values),
      delta2Error: new Float64Array(networks).fill(shared),
    };
    return {
      name: String(i),
      samples: 1000,
      looks: [12],
      columns: columns as unknown as Architecture['columns'],
      at: (asked) => all[asked]!,
    };
  });
}

it.each(Object.entries(edges))('%s on the edge of its region stands in at most 18 of 200 draws', (id, edge) => {
  const assumption = assumptions.find((one) => one.id === id);
  const finding = (nets: readonly Architecture[], seed: number) =>
    assumption ? findingOf(assumption, nets, { seed }) : maximumFinding(nets);
  const [, inside] = onTheEdge(stream(12, 'synthetic', 0, id), edge);
  expect(finding([inside!, inside!], 1).verdict).toBe('confirmed');
  expectNullFalls(id, (draw, seed) => finding(onTheEdge(draw, edge), seed));
});
