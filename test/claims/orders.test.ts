import { expect, test } from 'vitest';
import { ordersDiffer } from '../../src/claims/choromanska2015/orders.ts';
import { claims } from '../../src/claims/index.ts';

const touched = [
  'network-losses',
  'loss-moments',
  'loss-scaling',
  'spin-glass-descent',
  'thresholds',
  'train-test-correlation',
];

test.each(touched)('ls/%s says that the networks have order 2 and the glasses order 3', (id) => {
  expect(claims[`ls/${id}`]!.openQuestions).toContain(ordersDiffer);
});
