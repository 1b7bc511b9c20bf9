/** The paper's networks and its glasses have different orders: said on every page that sets one beside the other, or has a band in it. */
export const ordersDiffer =
  'The paper’s networks have one hidden layer, so that their order is H = 2 by its §3, where no band exists (ls/thresholds); its glasses have H = 3, and it does not say why. gs/order-of-the-network runs glasses and networks of equal orders.';
