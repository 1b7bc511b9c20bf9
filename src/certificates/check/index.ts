/** In: a certificate, as a parsed JSON document. Out: accepted, or the reason why not. Knows exact arithmetic and the format, nothing else. */
import type { Certificate, Claim, Layers, Problem, Witness } from '../format.ts';
import { readCertificate, sealedDocument } from '../format.ts';
import { equal, isLess, isZero, print, type Rational, SizeError, sign, zero } from '../rational.ts';
import { checkCells } from './cells.ts';
import { checkDeadLayer, checkPaths } from './deep.ts';
import { demand, Rejection } from './linear.ts';
import { lossAlong } from './network.ts';
import { checkFlat, conditions } from './one-hidden-layer.ts';

export { type Certificate, CertificateError, type Claim } from '../format.ts';

/** What was read, and why it is not accepted: '' when it is. */
export interface Verification {
  readonly accepted: boolean;
  readonly reason: string;
  readonly certificate: Certificate;
}

/**
 * Does what is in this certificate prove its claim, in exact arithmetic, and is it as it was sealed?
 * @throws CertificateError when the document is no certificate of this version
 */
export async function checkCertificate(document: unknown): Promise<Verification> {
  const { certificate, hash } = readCertificate(document);
  const sealed = (await sealedDocument(certificate))['hash'];
  const reason = objection(certificate) || (sealed === hash ? '' : 'the hash is not that of the content');
  return { accepted: reason === '', reason, certificate };
}

/** Why the witness does not prove the claim, whatever the seal; '' when it does. */
export function objection(certificate: Certificate): string {
  try {
    checkClaim(certificate);
  } catch (error) {
    if (error instanceof Rejection || error instanceof SizeError) return error.message;
    throw error;
  }
  return '';
}

const proves: Readonly<Record<Witness['kind'], Claim>> = {
  'zero-loss': 'global-minimum',
  cells: 'global-minimum',
  'first-order': 'local-minimum',
  'dead-layer': 'local-minimum',
  paths: 'local-minimum',
  slope: 'not-critical',
  curve: 'not-a-minimum',
};

/** @throws Rejection when the witness does not prove the claim */
function checkClaim({ claim, problem, loss, witness, better }: Certificate): void {
  const isDecided = problem.network.length === 2;
  for (const stated of [{ network: problem.network, loss }, ...better]) checkLoss(problem, stated.network, stated.loss);
  for (const other of better) demand(claim === 'local-minimum' && isLess(other.loss, loss), 'what is better is not');
  demand(claim === proves[witness.kind], `the witness is that of a ${proves[witness.kind]}`);
  if (witness.kind === 'zero-loss') demand(isZero(loss), 'the loss is not 0');
  if (witness.kind === 'cells') checkCells(problem, witness.duals, loss);
  if (witness.kind === 'dead-layer') checkDeadLayer(problem, witness.layer);
  if (witness.kind === 'paths') checkPaths(problem);
  if (witness.kind === 'slope') checkFall(problem, [witness.direction], 1, witness.slope);
  if (witness.kind === 'first-order') {
    demand(isDecided && conditions(problem).minimum, 'a condition of a local minimum does not hold');
    checkFlat(problem, witness.flat);
  }
  if (witness.kind === 'curve') {
    checkFall(problem, witness.curve, witness.order, witness.coefficient);
    demand(!isDecided || conditions(problem).critical, 'a slope is negative: the point is not critical');
  }
}

function checkLoss(problem: Problem, network: Layers, loss: Rational): void {
  const actual = lossAlong(problem, [network])[0]!;
  demand(equal(loss, actual), `the loss is ${print(actual)}`);
}

/** The loss along the curve is L + coefficient · t^order + …, with no lower powers of t and a coefficient < 0. */
function checkFall(problem: Problem, curve: readonly Layers[], order: number, coefficient: Rational): void {
  demand(curve.length <= 4, 'the curve has a degree above 4');
  const [, ...change] = lossAlong(problem, [problem.network, ...curve]);
  const first = change.findIndex((c) => !isZero(c)) + 1;
  const actual = change[first - 1] ?? zero;
  demand(sign(actual) < 0, 'the loss does not fall along the curve');
  demand(first === order && equal(actual, coefficient), `the loss falls with ${print(actual)} t^${first}`);
}
