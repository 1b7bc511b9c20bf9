"""Mean numbers of critical points by index, E C_k(u), and laws of the number of eigenvalues below s, in ball arithmetic.

The number of GOE eigenvalues below s has as its generating function the Pfaffian of the skew form sgn(y - x) on the oscillator
functions, every argument below s weighing z. Up to size 60 all integrals are closed forms (error function and recursions);
above, the kernel is put on Gauss-Legendre nodes. The polynomial follows from traces of powers by Newton's identities: no
eigenvalues, no Krylov space, and no table in s, because the integral over the energy has its own nodes for every energy.
Writes index-counts.json beside this file. Rounding is bounded by the balls; the quadrature in the energy is compared with a
finer one at sizes 7 and 20. Needs python-flint 0.9 (pip install python-flint) and one to two hours of one core.

    python index-counts.py                     everything
    python index-counts.py [size ...] [laws]   only these tables, or the laws; the rest of the file stays
"""
import json
import os
import sys
import time
from math import ceil, sqrt

from flint import arb, arb_mat, ctx


def gauss(count, cache={}):
    """Nodes and weights on [-1, 1], ascending."""
    key = (count, ctx.prec)
    if key not in cache:
        pairs = [arb.legendre_p_root(count, i, weight=True) for i in range(count)]
        cache[key] = sorted(((x, w) for x, w in pairs), key=lambda pair: float(pair[0].mid()))
    return cache[key]


def boundary(size):
    """tau = -sqrt(N/8) int phi_N for even N, 1 / int phi_{N-1} for odd N."""
    whole = 2 * arb.pi() ** (arb(-1) / 4) * (arb.pi() / 2).sqrt()
    for i in range(1, size, 2):
        whole *= (arb(i) / (i + 1)).sqrt()
    return 1 / whole if size % 2 else -(arb(size) / 8).sqrt() * whole


def oscillators(size, x):
    """phi_0 ... phi_size at x."""
    phi = [arb.pi() ** (arb(-1) / 4) * (-x * x / 2).exp()]
    phi.append(arb(2).sqrt() * x * phi[0])
    for j in range(1, size):
        phi.append((arb(2) / (j + 1)).sqrt() * x * phi[j] - (arb(j) / (j + 1)).sqrt() * phi[j - 1])
    return phi


def closed_form(N, s, count):
    """tr X^n / 2 and tau u X^n e for n = 0 ... count; X = T^-1 L in the basis of phi_0 ... phi_{N-1}."""
    phi = oscillators(N + 2, s)
    slope = [-s * phi[0]] + [arb(2 * j).sqrt() * phi[j - 1] - s * phi[j] for j in range(1, N + 3)]
    half = [(arb(j) / 2).sqrt() for j in range(N + 3)]
    rise = [arb(0)] + [(arb(j) / (j + 1)).sqrt() for j in range(1, N + 1)]
    drop = [(arb(2) / (j + 1)).sqrt() for j in range(N + 1)]
    # f_j, the integral of phi_j below s.
    f = [arb.pi() ** (arb(-1) / 4) * (arb.pi() / 2).sqrt() * (-s / arb(2).sqrt()).erfc(), -drop[0] * phi[0]]
    for j in range(1, N):
        f.append(rise[j] * f[j - 1] - drop[j] * phi[j])

    # Integrals of phi_i phi_j below s.
    overlap = [[arb(0)] * (N + 2) for _ in range(N + 2)]
    for i in range(N + 2):
        for j in range(i):
            overlap[i][j] = overlap[j][i] = (phi[i] * slope[j] - slope[i] * phi[j]) / (2 * (i - j))
    overlap[0][0] = (-s).erfc() / 2
    for j in range(N):
        before = half[j] * overlap[j - 1][j + 1] if j else arb(0)
        change = before - half[j + 2] * overlap[j][j + 2] - phi[j] * phi[j + 1]
        overlap[j + 1][j + 1] = overlap[j][j] + change / half[j + 1]

    # M_ij, those of phi_i f_j: row 0, then column 0 by parts, then every row.
    def row(first, i):
        M = [first, -drop[0] * overlap[i][0]]
        for j in range(1, N - 1):
            M.append(rise[j] * M[j - 1] - drop[j] * overlap[i][j])
        return M[:N]

    top = row(f[0] * f[0] / 2, 0)
    M = [top] + [row(f[i] * f[0] - top[i], i) for i in range(1, N)]
    L = [[f[i] * f[j] - 2 * M[i][j] if i != j else arb(0) for j in range(N)] for i in range(N)]
    zero = [arb(0)] * N
    X = arb_mat(
        [
            [
                half[i] / 2 * a - (half[i + 1] / 2 * b if i + 1 < N else 0)
                for a, b in zip(L[i - 1] if i else zero, L[i + 1] if i + 1 < N else zero)
            ]
            for i in range(N)
        ]
    )
    start = arb_mat(N, 1, [arb(int(i == N - 1)) for i in range(N)])
    return invariants(X, arb_mat(1, N, f[:N]), start, boundary(N), count)


def on_nodes(N, s, count):
    """The same with X = C Omega on the nodes of a rule that begins where phi has lost e^-150."""
    edge = arb(2 * N).sqrt()
    unit = 1 / (arb(2).sqrt() * arb(N) ** (arb(1) / 6))
    xi = float(((s + edge) / unit).mid())
    reach = (1.5 * 150 + max(0, -xi) ** 1.5) ** (2 / 3)
    length = unit * arb(repr(reach + xi))
    m = 96 + ceil(2.5 * 0.2122 * max(0, xi) ** 1.5)
    rule = gauss(m)
    x = [s - length / 2 + length / 2 * t for t, _ in rule]
    root = [(length / 2 * w).sqrt() for _, w in rule]
    pairs = [oscillators(N, v)[N - 1 :] for v in x]
    Q = [a * r for (a, _), r in zip(pairs, root)]
    P = [b * r for (_, b), r in zip(pairs, root)]
    c, r = (arb(N) / 2).sqrt(), arb(2 * N).sqrt()
    dP = [r * q - v * p for v, p, q in zip(x, P, Q)]
    dQ = [v * q - r * p for v, p, q in zip(x, P, Q)]
    C = [[arb(0)] * m for _ in range(m)]
    for i in range(m):
        for j in range(i):
            gap = x[i] - x[j]
            value = (P[i] * Q[j] - Q[i] * P[j]) / gap
            C[i][j] = c / 2 * ((P[i] * dQ[j] - Q[i] * dP[j] + value) / gap + Q[i] * P[j])
            C[j][i] = -C[i][j]
    X = arb_mat(C) * (sign_kernel(m) * (length / 2))
    return invariants(X, arb_mat(1, m, root), arb_mat(m, 1, Q), boundary(N), count)


def sign_kernel(m, cache={}):
    """sgn(y - x) on the nodes, exact for polynomials."""
    key = (m, ctx.prec)
    if key not in cache:
        T = []
        for x, w in gauss(m):
            p = [arb(1), x]
            for n in range(2, m):
                p.append(((2 * n - 1) * x * p[-1] - (n - 1) * p[-2]) / n)
            T.append([v * (arb(2 * n + 1) / 2 * w).sqrt() for n, v in enumerate(p)])
        hat = [[arb(0)] * m for _ in range(m)]
        for n in range(1, m):
            hat[n - 1][n] = 2 / arb((2 * n + 1) * (2 * n - 1)).sqrt()
            hat[n][n - 1] = -hat[n - 1][n]
        T = arb_mat(T)
        cache[key] = T * arb_mat(hat) * T.transpose()
    return cache[key]


def invariants(X, functional, start, tau, count):
    """Traces from products of low powers."""
    low = ceil(count / 2)
    powers = [None, X]
    while len(powers) <= low:
        powers.append(powers[-1] * X)
    flipped = [None] + [p.transpose().entries() for p in powers[1:]]
    entries = [None] + [p.entries() for p in powers[1:]]

    def trace(n):
        if n <= low:
            return powers[n].trace() / 2
        return (arb_mat(1, len(entries[low]), entries[low]) * arb_mat(len(entries[low]), 1, flipped[n - low]))[0, 0] / 2

    vector, resolvent = start, []
    for _ in range(count + 1):
        resolvent.append(tau * (functional * vector)[0, 0])
        vector = X * vector
    return [None] + [trace(n) for n in range(1, count + 1)], resolvent


def law(N, s, top, count):
    """P(# >= k + 1) and P(# <= k), k = 0 ... top."""
    rank = N // 2
    count = min(rank, count)
    p, resolvent = (closed_form if N <= 60 else on_nodes)(N, s, count)
    e = [arb(1)]
    for n in range(1, count + 1):
        e.append(sum((-1) ** (i - 1) * e[n - i] * p[i] for i in range(1, n + 1)) / n)
    R = [sum(e[n - i] * (-1) ** i * resolvent[i] for i in range(n + 1)) for n in range(count + 1)]
    shift = lambda q: [
        sum(binomial(n, j) * (-1) ** (n - j) * q[n] for n in range(j, count + 1)) for j in range(count + 1)
    ]
    odd = shift(R)
    even = [a - b for a, b in zip(shift(e), odd)]
    probabilities = [v for pair in zip(even, odd) for v in pair][: N + 1]
    # Above: the rest of what is left out has n > count and is negligible (checked by the finer rule, which takes more).
    above = [sum(probabilities[k + 1 :], arb(0)) for k in range(top + 1)]
    below = [sum(probabilities[: k + 1], arb(0)) for k in range(top + 1)]
    return above, below


def binomial(n, k, cache={}):
    if (n, k) not in cache:
        value = 1
        for i in range(k):
            value = value * (n - i) // (i + 1)
        cache[n, k] = value
    return cache[n, k]


class Sums:
    """Integrals of m^p e^{-a m^2} dF_k, p = 0, 1, 2, up to one m after another, for every index."""

    def __init__(self, N, H, top, nodes):
        self.N, self.top, self.nodes = N, top, nodes
        self.a = (arb(H) - 2) / (2 * arb(H))
        self.scale = (arb(N * H) / (2 * (H - 1))).sqrt()
        self.front = 2 * (arb(2) / H).sqrt() * arb(H - 1) ** (arb(N) / 2)
        self.edge, self.unit = sqrt(2 * N), 1 / (sqrt(2) * N ** (1 / 6))
        self.totals = [[arb(0)] * 3 for _ in range(top + 1)]

    def law(self, m):
        xi = (float(m.mid()) + self.edge) / self.unit
        # Half of the eigenvalues below m are expected to come in pairs; those asked for, and fourteen more.
        return law(self.N, m, self.top, ceil(0.5 * 0.2122 * max(0, xi) ** 1.5 + self.top / 2 + 14))

    def weights(self, m):
        """The weights and their slopes."""
        a, e = self.a, (-self.a * m * m).exp()
        return [(e, -2 * a * m * e), (m * e, (1 - 2 * a * m * m) * e), (m * m * e, (2 * m - 2 * a * m**3) * e)]

    def extend(self, start, U):
        """Adds what lies between start (None: -infinity) and U, in pieces from right to left. A piece is so short that the law of no
        index changes by more than e^40, unless nothing that counts is left of that index."""
        sums = [[arb(0)] * 3 for _ in range(self.top + 1)]
        width, B = arb(repr(self.unit)), U
        at_B = self.law(B)
        while True:
            w = self.weights(B)[0][0]
            open_indices = [
                k for k in range(self.top + 1) if not w * at_B[0][k] < arb("1e-24") * abs(self.totals[k][0] + sums[k][0])
            ]
            if not open_indices:
                break
            while True:
                A = B - width
                last = start is not None and not A > start
                if last:
                    A = start
                at_A = self.law(A)
                steepness = max(abs(float((at_B[0][k] / at_A[0][k]).log().mid())) for k in open_indices)
                if steepness < 40:
                    break
                width = (B - A) / 2
            self.piece(sums, A, B, at_A, at_B)
            if last:
                break
            B, at_B = A, at_A
            if steepness < 20 and width < arb(repr(self.unit)):
                width *= 2
        for total, more in zip(self.totals, sums):
            for p in range(3):
                total[p] += more[p]

    def piece(self, sums, A, B, at_A, at_B):
        """By parts, with F where it is below 1/2 and with 1 - F elsewhere."""
        half, centre = (B - A) / 2, (A + B) / 2
        inner = [
            ([half * w * slope for _, slope in self.weights(centre + half * x)], self.law(centre + half * x))
            for x, w in gauss(self.nodes)
        ]
        ends = [(a, b) for (a, _), (b, _) in zip(self.weights(A), self.weights(B))]
        for k, total in enumerate(sums):
            side, sign = (0, 1) if at_B[0][k] < 0.5 else (1, -1)
            for p, (wa, wb) in enumerate(ends):
                inside = sum((slopes[p] * tails[side][k] for slopes, tails in inner), arb(0))
                total[p] += sign * (wb * at_B[side][k] - wa * at_A[side][k] - inside)

    def finish(self, U):
        """From U to where the highest index is saturated."""
        while True:
            before = [total[0] for total in self.totals]
            self.extend(U, U + arb(repr(self.unit)))
            U = U + arb(repr(self.unit))
            if all(t[0] - b < t[0] * arb("1e-24") for t, b in zip(self.totals, before)):
                return


def table(H, N, energies, top, bits, nodes=28):
    ctx.prec = bits
    sums = Sums(N, H, top, nodes)
    rows, at = [], None
    for u in energies:
        if u is None:
            sums.finish(at)
        else:
            U = arb(u) * sums.scale
            sums.extend(at, U)
            at = U
        rows.append([u, [digits((sums.front * total[0]).log()) for total in sums.totals]])
    result = {"order": H, "size": N, "rows": rows}
    if energies[-1] is None:
        means = [(total[1] / total[0] / sums.scale, total[2] / total[0] / sums.scale**2) for total in sums.totals]
        result["meanEnergy"] = [digits(mean) for mean, _ in means]
        result["sdEnergy"] = [digits((square - mean * mean).sqrt()) for mean, square in means]
    return result


def digits(ball):
    if ball.rel_accuracy_bits() < 64 and not abs(ball) < arb("1e-12"):
        raise ArithmeticError(f"more bits needed: {ball}")
    return ball.str(20, radius=False)


BARRIER = "-1.632993161855452065464"
NEAR = ["-1.7", "-1.68", "-1.67", "-1.66", "-1.65", "-1.64", BARRIER, "-1.62", "-1.61", "-1.6", "-1.58", "-1.56", "-1.54"]
DEEP = ["-1.8", "-1.7", "-1.65", BARRIER, "-1.6", "-1.5", "-1.4", "-1.2"]
BAND = DEEP + ["-1.0", "-0.8", "-0.6", "-0.4", "-0.2", "0.0", None]
FOUR = ["-1.8", "-1.7", "-1.65", "-1.6", "-1.5", "-1.4", "-1.2", "-1.0", "-0.8", "-0.6", "-0.4", "-0.2", "0.0", None]

# order, size, largest index, bits, energies
TABLES = (
    [(3, N, N - 1, 600 + 3 * N * N, BAND) for N in (2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20)]
    + [(4, N, N - 1, 600 + 3 * N * N, FOUR) for N in (2, 3, 4, 5, 10)]
    + [(3, 25, 24, 3000, BAND), (3, 30, 29, 4000, ["-1.8", "-1.6", "-1.2", "0.0"])]
    + [(3, 40, 9, 1400, DEEP + [None]), (3, 50, 9, 1400, DEEP + [None]), (4, 60, 6, 1400, ["-1.9", "-1.8", "-1.7", "-1.6", "-1.4", "-1.0", None])]
    + [(3, 100, 5, 800, NEAR + ["-1.5", "-1.4", "-1.3", "-1.2", None]), (3, 500, 5, 800, NEAR + [None]), (3, 1000, 5, 800, NEAR + [None])]
)


# Laws: sizes, and places in edge units from the edge, rounded so that s is a multiple of 1/8 below 0.
LAWS = [
    (N, xi)
    for N in (2, 9, 40, 60, 100, 300, 1000, 2000)
    for xi in (-16, -12, -8, -4, -1, 2, 5, 8, 12, 16)
    if xi < 2 * N ** (2 / 3)
]


def laws():
    cases = []
    for N, xi in LAWS:
        s = round(8 * (-sqrt(2 * N) + xi / (sqrt(2) * N ** (1 / 6)))) / 8
        top = min(N, 10) - 1
        count = ceil(0.5 * 0.2122 * max(0, xi) ** 1.5 + top / 2 + 14)
        ctx.prec = 1400
        while True:
            above, below = law(N, arb(s), top, count)
            try:
                rows = [[digits(v.log()) for v in tail] for tail in (above, below)]
                break
            except ArithmeticError:
                ctx.prec *= 2
        cases.append({"size": N, "s": str(s), "lnBelow": rows[0], "lnAbove": rows[1]})
    return cases


def main():
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "index-counts.json")
    known = json.load(open(path)) if os.path.exists(path) else {"tables": [], "laws": []}
    tables = {(t["order"], t["size"]): t for t in known["tables"]}
    sizes = {int(word) for word in sys.argv[1:] if word != "laws"}
    for order, size, top, bits, energies in TABLES:
        if sys.argv[1:] and size not in sizes:
            continue
        began = time.process_time()
        tables[order, size] = table(order, size, energies, top, bits)
        print(order, size, f"{time.process_time() - began:.0f} s", flush=True)
        if size in (7, 20):
            finer = table(order, size, energies[::3], top, bits, 40)["rows"]
            pairs = [(a, b) for x, y in zip(tables[order, size]["rows"][::3], finer) for a, b in zip(x[1], y[1])]
            print("  with 40 nodes instead of 28:", max(abs(float(a) - float(b)) for a, b in pairs), flush=True)
    cases = laws() if not sys.argv[1:] or "laws" in sys.argv else known["laws"]
    with open(path, "w") as file:
        file.write('{"meta": "ln E C_k(u) for k = 0, 1, ... at energies u (null: all), and tails of the law of the number of eigenvalues')
        file.write(' below s; 20 digits; made by index-counts.py",\n"tables": [\n')
        file.write(",\n".join(json.dumps(tables[key]) for key in sorted(tables)) + '\n],\n"laws": [\n')
        file.write(",\n".join(json.dumps(case) for case in cases) + "\n]}\n")


if __name__ == "__main__":
    main()
