/** How much networks still learned in the last half of their updates: whether they are stuck or slow. */
import { meanInterval } from '../../ensembles/statistics.ts';
import type { Finding } from '../claim.ts';
import { measuredFinding } from '../findings.ts';
import { list, quantity } from '../quantities.ts';
import { type GridGroup, lastGain } from './mnist-grids.ts';
import { level, shown } from './tiny-runs.ts';

export function stillLearning(groups: readonly GridGroup[]): Finding {
  const gains = groups
    .filter(({ runs }) => runs.length > 0)
    .map(({ name, runs }) => ({ name, gain: meanInterval(runs.map(lastGain), level) }));
  return measuredFinding({
    id: 'still-learning',
    statement: 'How much the training accuracy grew in the last half of the updates.',
    because: `In points: ${list(gains, ({ name, gain }) => `${name} ${shown(gain)}`, '; ')}. Where it is far from 0, networks are slow rather than stuck.`,
    quantities: gains.map(({ name, gain }) => quantity(`accuracy gained, ${name}`, gain)),
    why: 'the paper gives the accuracy after its updates alone; normal intervals at 95 %',
    enough: gains.length > 0,
  });
}
