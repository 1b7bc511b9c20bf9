"""Spiked tensors and low sets of mixtures, by other routes than src/theory: mpmath, and numpy for the simulations. Writes rungs.json beside it.

    python rungs.py        (mpmath 1.3, numpy 2.4)
"""
import json, os
import mpmath as mp
import numpy as np

mp.mp.dps = 25


def psi(x):  # the integral itself, not its closed form
    return mp.quad(lambda t: mp.log(abs(x - t)) * mp.sqrt(4 - t * t) / (2 * mp.pi), [-2, max(-2, min(2, x)), 2] if abs(x) < 2 else [-2, 2])


def complexity(H, r, m, u):  # [benarous2019landscape, Thm. 2.1] with x = -u/sqrt 2, lambda = r/sqrt 2
    lam, x, k = r / mp.sqrt(2), -u / mp.sqrt(2), H
    t = mp.sqrt(mp.mpf(2 * k) / (k - 1)) * x
    return (mp.log(k - 1) + 1) / 2 + mp.log(1 - m * m) / 2 - k * lam**2 * m ** (2 * k - 2) * (1 - m * m) - (x - lam * m**k) ** 2 + psi(t)


def spike(H, r):
    """Stationary overlap beyond the triviality line, and its energy: the band's ground state is that of a trivial mixture."""
    f = lambda m: r * m**H + mp.sqrt(H * (1 - m * m))
    edge = mp.sqrt(mp.mpf(H - 2) / (H - 1))
    m = mp.findroot(lambda m: mp.diff(f, m), (edge * mp.mpf('1.0000001') + mp.mpf('0.0000001'), 1 - mp.mpf('1e-9')), solver='anderson', tol=1e-25)
    return m, f(m)


def pure_ground_state(H):
    S = lambda u: (mp.log(H - 1) + 1) / 2 - u * u / 2 + psi(mp.sqrt(mp.mpf(H) / (H - 1)) * u)
    return mp.findroot(S, (2 * mp.sqrt(mp.mpf(H - 1) / H) + mp.mpf('0.001'), 2.2), solver='anderson', tol=1e-18)


def euler(nu, n, u):
    """Mean of the alternating count by Kac-Rice: E det(sqrt(nu'') GOE - r) is a Hermite polynomial in which nu'' - Var(r|u) = nu'^2 - nu' stays. Integrated over energies."""
    n, nu, u = int(n), mp.mpf(nu), mp.mpf(u)
    k = n - 1  # dimension of tangent spaces
    sphere = 2 * mp.pi ** (mp.mpf(n) / 2) / mp.gamma(mp.mpf(n) / 2)

    def inner(x):  # x = sqrt(n) u, standard normal; Hessian of f on the unit sphere = GOE part - nu x, whose entries have Cov so that
        # E det(A - nu x) with A_ij of the law of a glass of order nu given x: (nu(nu-1))^{k/2}-scaled GOE with unit off-diagonals,
        # E det(G - y) over GOE(off-diagonal variance 1, diagonal 2) is (-1)^k times He_k-like polynomial of y with variance 1.
        s = mp.sqrt(nu * (nu - 1)) if nu > 1 else mp.mpf(0)
        # h_k(y) = E prod (y - G) obeys h_{k+1} = y h_k - k s^2 h_{k-1}
        a, b = mp.mpf(0), mp.mpf(1)
        y = nu * x
        for j in range(k):
            a, b = b, y * b - j * s * s * a
        return b * mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)

    # det(Hess f) = det(G - nu x) = (-1)^k prod(nu x - G); index parity is the sign of det.
    value = mp.quad(lambda x: (-1) ** k * inner(x), [-30, -8, -3, 0, mp.sqrt(n) * u] if u > 0 else [-30, -8, mp.sqrt(n) * u])
    return sphere * value / (2 * mp.pi * nu) ** (mp.mpf(k) / 2)


out = {'script': 'rungs.py', 'spikes': [], 'groundState': [], 'euler': [], 'simulated': []}
for H in (3, 4, 5):
    edge = mp.mpf(H - 2) / (H - 1)
    rs = mp.sqrt(mp.mpf(H - 1) / H) * (mp.mpf(H - 1) / (H - 2)) ** (mp.mpf(H - 2) / 2)
    for factor in ('1.05', '1.5', '4'):
        r = rs * mp.mpf(factor)
        m, e = spike(H, r)
        zero = complexity(H, r, m, -e)
        assert abs(zero) < 1e-12, (H, factor, zero)
        off = complexity(H, r, mp.mpf('0.4'), mp.mpf('-1.2'))
        out['spikes'].append({'order': H, 'strength': mp.nstr(r, 20), 'overlap': mp.nstr(m, 18), 'energy': mp.nstr(-e, 18), 'complexity': mp.nstr(off, 15)})
    e0 = pure_ground_state(H)
    rc = mp.findroot(lambda r: spike(H, r)[1] - e0, (rs * mp.mpf('1.001'), rs * mp.mpf('1.3')), solver='anderson', tol=1e-16)
    out['groundState'].append({'order': H, 'strength': mp.nstr(rc, 15)})

for nu in ('1', '2', '2.5', '3', '4.25'):
    for n in (2, 3, 4, 7):
        for u in ('-1.7', '-1', '-0.2', '0.5', '1.5'):
            out['euler'].append({'slope': nu, 'size': n, 'u': u, 'chi': mp.nstr(euler(nu, n, u), 15)})

# Mixtures on the circle, Lambda = 2: Cov = 2 sum c_p^2 cos^p. Arcs below u, minus 0; chi of a set of arcs is their number (0 for the whole circle).
rng = np.random.default_rng(11)
for shares in ({1: .3, 2: .3, 3: .4}, {2: .5, 5: .5}):
    grid = 2 * np.pi * np.arange(720) / 720
    c, s = np.cos(grid), np.sin(grid)
    trials, total, square = 20000, 0.0, 0.0
    u = -0.4
    for _ in range(20):
        L = np.zeros((trials // 20, 720))
        for p, share in shares.items():
            # L_p = 2^{-(p-1)/2} sum X w..w with w = sqrt2 (c, s): coefficients of c^{p-k} s^k are N(0, C(p, k)).
            for k in range(p + 1):
                L += np.sqrt(share) * np.sqrt(2) * rng.normal(size=(trials // 20, 1)) * np.sqrt(float(mp.binomial(p, k))) * c ** (p - k) * s**k
        below = L / 2 <= u
        arcs = np.count_nonzero(below & ~np.roll(below, 1, axis=1), axis=1)
        total += arcs.sum()
        square += (arcs**2).sum()
    mean = total / trials
    error = np.sqrt((square / trials - mean**2) / trials)
    nu = sum(p * share for p, share in shares.items())
    out['simulated'].append({'slope': nu, 'size': 2, 'u': u, 'mean': mean, 'error': error})
json.dump(out, open(os.path.join(os.path.dirname(__file__), 'rungs.json'), 'w'), indent=1)
print(out['groundState'], out['simulated'], [mp.nstr(euler(nu, 2, '-0.4'), 8) for nu in (2.1, 3.5)])
