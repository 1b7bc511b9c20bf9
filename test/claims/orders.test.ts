import { expect, test } from 'vitest';
import { ordersDiffer } from '../../src/claims/choromanska2015/orders.ts';
import { claims } from '../../src/claims/index.ts';

/** Theory with a band in it, and glasses beside which networks stand. */
const theory = ['thresholds', 'band-and-layers', 'outside-band', 'mean-critical-points', 'spin-glass-descent'];

/** Experiments that train networks. */
const training = ['network-training', 'network-annealing', 'network-index', 'network-trajectory', 'deep-training'];

const first = Object.values(claims).filter(({ id }) => id.startsWith('ls/'));
const trained = first.filter(({ needs }) =>
  Object.values(needs('laptop', 1)).some(({ experiment }) => training.includes(experiment)),
);

test('nine claims on the first paper or more train networks, and each experiment of theirs on networks is known', () => {
  expect(trained.length).toBeGreaterThanOrEqual(9);
  const experiments = first.flatMap(({ needs }) => Object.values(needs('laptop', 1)).map((spec) => spec.experiment));
  // Of quantized-networks the weights are drawn, not trained.
  const onNetworks = experiments.filter((name) => /network|training/.test(name) && name !== 'quantized-networks');
  expect(onNetworks.filter((name) => !training.includes(name))).toEqual([]);
});

test.each([...theory.map((id) => `ls/${id}`), ...trained.map(({ id }) => id)])(
  '%s says that the networks have order 2 and the glasses order 3',
  (id) => expect(claims[id]!.openQuestions).toContain(ordersDiffer),
);
