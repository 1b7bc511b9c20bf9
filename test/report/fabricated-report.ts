/** Fabricated evaluations for the tests of tables and pages: every verdict once, and texts that try to break out of their place. */
import type { Finding, ResultTable, Verdict } from '../../src/claims/claim.ts';
import type { Report, ReportedClaim } from '../../src/report/page.ts';
import { demo } from './fabricated.ts';

export const hostile = `<script>alert("1")</script> & 'x' </style> ]]>`;

export const table: ResultTable = {
  title: 'Mean energy per spin, fabricated',
  columns: ['size Λ', 'Λ^(−1/2)', 'mean energy per spin', 'spread'],
  rows: [25, 100, 500].map((size) => [
    String(size),
    (size ** -0.5).toFixed(4),
    { name: 'mean', value: -1.633 + 0.8 / Math.sqrt(size), error: 0.1 / size },
    { name: 'spread', value: 1.62 * size ** -0.83, error: 0.08 * size ** -0.83 },
  ]),
};

/** Rules with every kind of history; the others have none. */
const histories: Partial<Record<Verdict, Pick<Finding, 'history'>>> = {
  proved: { history: { frozen: 'abc1234' } },
  reproduced: { history: { frozen: 'abc1234', seen: 'a trial on seed 1 <left undecided>', judged: [7] } },
  'not-reproduced': { history: { frozen: 'def5678', seen: 'seeds 1 and 2', judged: [8, 9] } },
};

function finding(verdict: Verdict): Finding {
  return {
    id: verdict,
    statement: `A fabricated statement about *E*_∞ that came out as ${verdict}`,
    verdict,
    because: 'The fabricated mean is −1.597 ± 0.001 where the line is at −1.633, thirty-six standard errors above it.',
    rule: 'agreement within three standard errors, at least 200 runs a size',
    quantities: [
      { name: 'mean at Λ = 500', value: -1.5972, error: 0.0004, published: -1.6 },
      { name: 'share below the line', value: 0.0123, error: 0.0021, interval: [0.0088, 0.0171] },
      { name: 'loss at the minimum', value: 18, kind: 'exact' },
    ],
    ...(verdict === 'inconclusive' ? { more: { count: 1200, unit: 'disorder' } } : {}),
    ...(verdict === 'contradicted' ? { erratum: 'slip' as const } : {}),
    ...histories[verdict],
  };
}

export function reported(id: string, verdicts: readonly Verdict[], title: string): ReportedClaim {
  return {
    claim: {
      id,
      statement: 'Fabricated descents end just above a line, and nearer the larger the glass.',
      source: { key: 'fabricated', place: 'Fig. 0 left' },
      openQuestions: ['The step size is not given in print.', 'Nor is the stopping rule.'],
    },
    evaluation: {
      title,
      findings: verdicts.map(finding),
      figures: [demo],
      tables: [table],
      differences: ['The paper samples “on the unit sphere”; a sphere of radius √Λ is used here.'],
      story: [
        'A fabricated paragraph: the piles concentrate at −*E*_∞, at a distance that shrinks like one over the square root of the size Λ.',
      ],
    },
    run: { preset: 'smoke', seed: 7, source: `${id}, preset smoke, seed 7, spec 00000000` },
  };
}

export const all: readonly Verdict[] = [
  'proved',
  'reproduced',
  'confirmed',
  'measured',
  'not-reproduced',
  'refuted',
  'contradicted',
  'inconclusive',
];

export const single: Omit<Report, 'stage'> = {
  claims: [
    reported(
      'test/fabricated',
      ['reproduced'],
      'Fabricated piles end just above a line, and nearer the larger the glass',
    ),
  ],
  command: 'glasscape reproduce test/fabricated --preset smoke --seed 7',
  date: '2000-01-01',
  provenance: { version: '0.0.0', backend: 'none' },
};

export const several: Omit<Report, 'stage'> = {
  ...single,
  claims: [
    reported('test/one', all, 'Six fabricated findings, one of each verdict'),
    reported('test/two', ['proved', 'proved', 'contradicted'], 'Two fabricated findings hold and one does not'),
  ],
};
