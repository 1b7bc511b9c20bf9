/**
 * ls/index-versus-energy: the layered structure of §4. The paper: low-index critical points lie in a band below the barrier −E∞, above
 * it only saddles whose index grows with Λ. For every energy there is a sharper statement at Λ → ∞: the tangent Hessian at a critical
 * point of energy u is a GOE matrix shifted by −Hu, so its index is the share α(u) of a semicircle below 0; and an exact one at every
 * Λ, the mean index of all critical points at an energy. Here critical points of every index are found by searches from all heights,
 * each is certified, and their index is set beside that mean.
 */
import { stream } from '../../base/philox.ts';
import type { Records } from '../../ensembles/spec.ts';
import { meanIndexOn } from '../../theory/index.ts';
import type { Claim, ClaimRun, Evaluation, Preset } from '../claim.ts';
import { ensemblesAt, evaluation, recordsAt, tableOf } from '../layout.ts';
import { list } from '../quantities.ts';
import { decimal } from '../theory-lines.ts';
import {
  lawFinding,
  layerFinding,
  methodFindings,
  reachFinding,
  riseFinding,
  typicalFinding,
  typicalTitle,
} from './index-findings.ts';
import { binned, judged, order } from './index-rules.ts';
import { foundIn } from './index-samples.ts';
import { indexFigure } from './index-versus-energy-figure.ts';

interface Plan {
  readonly starts: number;
  readonly sizes: readonly { readonly size: number; readonly disorders: number }[];
}

const plans: Readonly<Record<Preset, Plan>> = {
  smoke: { starts: 24, sizes: [{ size: 20, disorders: 4 }] },
  laptop: {
    starts: 32,
    sizes: [
      { size: 25, disorders: 24 },
      { size: 50, disorders: 12 },
    ],
  },
  paper: { starts: 60, sizes: [25, 50, 100].map((size) => ({ size, disorders: 20 })) },
};

export const indexVersusEnergy: Claim = {
  id: 'ls/index-versus-energy',
  statement:
    'The higher a critical point of the 3-spin glass lies above the barrier −E∞, the larger its index, of order Λ; low indices are found near and below it.',
  source: { key: 'choromanska2015loss', place: '§4, Theorems 2.14 and 2.15 as quoted' },
  openQuestions: [
    'The paper measures nothing here; sizes, heights and methods of search are ours.',
    'A search does not sample all critical points alike; the exact mean over all of them is annealed, so that disorders with many weigh more.',
  ],
  needs(preset, seed) {
    const { sizes, starts } = plans[preset];
    const disorders = new Map(sizes.map((plan) => [plan.size, plan.disorders]));
    return ensemblesAt('size', 'saddle-search', [...disorders.keys()], (size) => {
      return { order, size, seed, disorders: disorders.get(size)!, starts };
    });
  },
  evaluate,
};

const id = 'ls/index-versus-energy';

function evaluate(records: Readonly<Record<string, Records>>, run: ClaimRun): Evaluation {
  const found = recordsAt('size', records).map(({ at, records: part }) =>
    foundIn(at, part, meanIndexOn(order, at, -1.8, 0.2)),
  );
  const draw = (purpose: string) => (at: number) => stream(run.seed, id, at, `bootstrap ${purpose}`);
  const bins = found.flatMap(binned);
  const typical = typicalFinding(bins, draw('deviation'));
  const rise = riseFinding(found, draw('rise'));
  const law = lawFinding();
  const { sizes, starts } = plans[run.preset];
  const disorders = list(sizes, (plan) => String(plan.disorders), ' and ');
  const title = typicalTitle(typical, bins);
  return evaluation({
    title,
    findings: [rise, law, typical, methodFindings(found, draw('method')), layerFinding(found), reachFinding(found)],
    figures: [
      indexFigure(found, run, title, `${disorders} disorders, ${starts} starts each and three methods of search`),
    ],
    tables: [
      tableOf(
        'What each method of search finds',
        found.flatMap(({ size, yields }) => yields.map((y) => ({ size, ...y }))),
        {
          'size Λ': ({ size }) => size,
          method: ({ method }) => method,
          searches: ({ searches }) => searches,
          certified: ({ certified, searches }) => `${certified} (${decimal((100 * certified) / searches, 0)} %)`,
          'gradient-flat': ({ flat }) => flat,
          'mean steps': ({ meanSteps }) => decimal(meanSteps, 1),
        },
      ),
      tableOf('Index share in bins of energy: found, exact, semicircle', bins.filter(judged), {
        'size Λ': ({ size }) => size,
        'energy per spin': ({ from, to }) => `${decimal(from, 1)} to ${decimal(to, 1)}`,
        'certified points': ({ count }) => count,
        found: ({ found: value, error }) => ({ name: 'found', value, error }),
        'of all at these energies, exact': ({ expected }) => decimal(expected, 4),
        'semicircle α': ({ semicircle }) => decimal(semicircle, 4),
      }),
    ],
    differences: [
      `Λ = ${list(found, ({ size }) => String(size))} where the paper speaks of Λ → ∞.`,
      'Critical points that searches find, not all that there are; of all, the annealed mean at each energy is computed.',
    ],
    story: [
      `Above the barrier the paper expects saddles only, the higher the energy the more descending directions. ${rise.because}`,
      `${law.because} ${typical.because}`,
    ],
  });
}
