/** What fleets agree on, plain or fused: when a step is good, how long the next one is, and where the tail of a descent begins and ends. */

/**
 * A replica's energy rose when it did so by more than the share `rise` of itself: what rounding alone can do. A step is good when it gains the
 * share `sufficient` of what the gradient promises; the next one is longer by `growth`.
 */
export const takeBack = { rise: 1e-12, growth: 1.1, sufficient: 1e-4 } as const;

/** Of the tail: bounds of a step in η, its reach in the unit of length, and where a replica leaves it again, in units of `handOver`. */
export const tailBounds = { leastStep: 0.2, greatestStep: 2000, farthest: 0.3, relapse: 4 } as const;

/** Numbers that a replica of a fleet with take-back has besides its points and gradients, a row of lanes each. */
export const laneRows = [
  'energy',
  'residual',
  'lastEnergy',
  'lastResidual',
  'rate',
  'inside',
  'known',
  'step',
  'long',
  'halvings',
] as const;
