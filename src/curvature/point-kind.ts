/**
 * What kind of point a point is, and how sure that is: one table of words for classifications, reports and records.
 * @source `gradient-flat` in the sense of [frye2021critical, §1]
 */

export const pointKinds = [
  'minimum',
  'maximum',
  'strict-saddle',
  'degenerate',
  'gradient-flat',
  'nonsmooth',
  'not-stationary',
  'undecided',
] as const;
export type PointKind = (typeof pointKinds)[number];

export const kindMessages: Readonly<Record<PointKind, string>> = {
  minimum: 'a critical point with no eigenvalue below zero, and none zero but those that symmetries explain',
  maximum: 'a critical point with all eigenvalues below zero, but for those that symmetries explain',
  'strict-saddle': 'a critical point with eigenvalues below zero, whatever the others',
  degenerate: 'the gradient is small, but the Hessian has zero modes that no symmetry explains',
  'gradient-flat':
    'no critical point: the gradient lies where the curvature is nil, and its norm has a minimum that is not 0',
  nonsmooth: 'a kink may lie between the point and the critical point, or its distance is not known',
  'not-stationary': 'the gradient is not small',
  undecided:
    'the gradient residual is too large to certify a critical point or to place every eigenvalue; polish further',
};

/**
 * certified: a critical point of this kind provably lies within the stated distance. certified-given-K: the same, if the Hessian's
 * Lipschitz constant, which was estimated, or another estimate that is named is right. uncertified: neither.
 */
export const certainties = ['certified', 'certified-given-K', 'uncertified'] as const;
export type Certainty = (typeof certainties)[number];
