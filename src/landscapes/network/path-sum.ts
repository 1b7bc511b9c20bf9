/**
 * A ReLU network's output as a sum over its paths from inputs to output, by enumeration:
 *
 *     z_u = Σ_i Σ_j X_i A_{ij} Π_k w_{ij}^{(k)}
 *
 * A path's term is its input times the weights along it; A is 1 when every hidden unit on it is active. Whether a unit is active is read
 * from its own path sum, so that nothing here is a forward pass. A bias is an input of constant 1 whose paths begin at its unit. Exact on
 * integers; the sum is compensated.
 * @source [choromanska2015loss, eq. 1]; summation [neumaier1974rundungsfehler]
 */
import { ArgumentError } from '../../base/errors.ts';
import { layerPlaces } from './layers.ts';

export interface PathSum {
  /** z of one output unit, before its own activation. */
  readonly value: number;
  /** Paths that begin at an input: n₀ n₁ … of the layers below. */
  readonly paths: number;
  /** Of these, paths through active hidden units only. */
  readonly active: number;
  /** Σ |X A Π w|, the unit of rounding errors. */
  readonly magnitude: number;
}

/** Paths of one network that are still enumerated: some seconds. */
export const mostPaths = 1e8;

/**
 * @param sizes    n₀ inputs, hidden layers, n_L outputs
 * @param theta    parameters in the order of `networkLandscape`
 * @param input    X, n₀ numbers
 * @returns        one sum an output unit
 * @throws         ArgumentError on lengths that do not fit, or more than `mostPaths` paths
 * @accuracy       |value − z| ≤ (L + 2) 2⁻⁵³ magnitude, L layers of weights, when all units are on the right side of 0
 */
export function pathSums(sizes: readonly number[], bias: boolean, theta: Float64Array, input: Float64Array): PathSum[] {
  const { layers, dimension } = layerPlaces(sizes, bias);
  const product = sizes.reduce((paths, n) => paths * n, 1);
  if (theta.length !== dimension) throw new ArgumentError('pathSums', 'theta', `of length ${dimension}`, theta.length);
  if (input.length !== sizes[0]) throw new ArgumentError('pathSums', 'input', `of length ${sizes[0]}`, input.length);
  if (product > mostPaths) throw new ArgumentError('pathSums', 'sizes', `at most ${mostPaths} paths`, product);

  /** active[l][u]: is unit u of hidden layer l + 1 on? */
  const active: boolean[][] = [];
  let sums: PathSum[] = [];
  for (const [l, { units }] of layers.entries()) {
    sums = Array.from({ length: units }, (_, u) => sumInto(l, u));
    active.push(sums.map(({ value }) => value > 0));
  }
  return sums;

  /** All paths that end in unit u of layer l. */
  function sumInto(l: number, u: number): PathSum {
    let [value, lost, paths, through, magnitude] = [0, 0, 0, 0, 0];
    const add = (term: number) => {
      const next = value + term;
      lost += Math.abs(value) >= Math.abs(term) ? value - next + term : term - next + value;
      value = next;
      magnitude += Math.abs(term);
    };
    /** `weight`: the product of the weights from unit `at` of layer `below` to u; `on`: the units between are active. */
    const walk = (below: number, at: number, weight: number, on: boolean) => {
      const { inputs, weights, biases } = layers[below]!;
      if (biases !== undefined && on) add(weight * theta[biases + at]!);
      for (let k = 0; k < inputs; k++) {
        const longer = weight * theta[weights + at * inputs + k]!;
        if (below > 0) walk(below - 1, k, longer, on && active[below - 1]![k]!);
        else {
          paths++;
          if (!on) continue;
          through++;
          add(longer * input[k]!);
        }
      }
    };
    walk(l, u, 1, true);
    return { value: value + lost, paths, active: through, magnitude };
  }
}
