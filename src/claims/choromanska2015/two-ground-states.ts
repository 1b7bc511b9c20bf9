/** What ls/thresholds says of E_0 beyond the levels: a second account of it, and what the layers say of barriers. */
import { groundState, groundStateByReplicas, layers } from '../../theory/index.ts';
import type { Finding } from '../claim.ts';
import { exactFinding, measuredFinding } from '../findings.ts';
import { bounded, list } from '../quantities.ts';
import { decimal, scientific } from '../theory-lines.ts';

/** Far above the rounding of either account, far below what another number of steps of replica symmetry breaking would change. */
const agree = 1e-10;

/** Two values of E_0 at one order. */
export interface Accounts {
  readonly order: number;
  readonly points: number;
  readonly replicas: number;
  readonly error: number;
}

export function accountsOf(order: number): Accounts {
  const [points, replicas] = [groundState(order), groundStateByReplicas(order)];
  return { order, points: points.value, replicas: replicas.value, error: points.accuracy + replicas.accuracy };
}

export function twoGroundStates(accounts: readonly Accounts[]): Finding {
  const most = Math.max(...accounts.map(({ points, replicas }) => Math.abs(points - replicas)));
  const known = accounts.every(({ error }) => error < agree);
  return exactFinding({
    id: 'by-replicas',
    statement:
      'E_0, where the mean number of minima ceases to grow, is the ground state by one step of replica symmetry breaking: the first moment tells what is typical.',
    ours: true,
    because: `At H = ${list(accounts, ({ order }) => String(order))} the least value of ½(Hχ + m + ln(1 + m/χ)/m) differs from E_0 by at most ${scientific(most, 1)}.`,
    holds: accounts.length > 0 && known ? most < agree : undefined,
    by: 'comparison',
    rule: `confirmed when the two differ by less than ${agree} at every order of the list`,
    quantities: accounts.map(({ order, points, replicas, error }) =>
      bounded(`difference of the two, H = ${order}`, { value: replicas - points, error }),
    ),
  });
}

/** §4 reads from the layers that a barrier of Λ(E_0 − E_i) must be climbed from layer i. */
export function barrierBound(): Finding {
  const [ground, ...above] = layers(3, 6);
  const rows = [1, 2, 5].map((i) => ({ i, width: ground!.value - above[i - 1]!.value, error: 2 * ground!.accuracy }));
  return measuredFinding({
    id: 'barrier-bound',
    statement:
      'What layers say of barriers: leaving the lowest minimum takes a climb of Λ(E_0 − E_1) at least, since a path must pass a saddle.',
    ours: true,
    because: `At H = 3 it is ${list(rows, ({ i, width }) => `${decimal(width, 6)} Λ (E_0 − E_${i})`)}. For a minimum of layer 0, E_0 − E_i with i = 0 is 0: the printed bound Λ(E_0 − E_i) says nothing there, and that a path from a higher layer must climb as much does not follow. Heights that paths do climb are in ls/hardness.`,
    why: 'exact limits of large Λ with bounds on their rounding; at the sizes of ls/hardness the bound is below one unit of energy',
    quantities: rows.map(({ i, width, error }) => bounded(`E_0 − E_${i}, H = 3`, { value: width, error })),
  });
}
