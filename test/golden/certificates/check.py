"""A second checker, in another language and by other routes: fractions and itertools alone. Writes verdicts.json.
   python3 check.py    (Python 3.12; the fixtures are those of make.mjs)

Where check/ enumerates edges by subsets of kinks, this one enumerates all sign patterns of the kinks and decides each cone by Fourier–Motzkin;
where check/ multiplies polynomials, this one evaluates the loss at t = 10^-6, 10^-7, … and compares with coefficient * t^order."""
import glob, hashlib, itertools, json, os
from fractions import Fraction as F

def network(layers): return [([[F(v) for v in row] for row in l['W']], [F(v) for v in l['b']]) for l in layers]
def forward(net, x):
    zs, h = [], x
    for l, (W, b) in enumerate(net):
        z = [sum(w * v for w, v in zip(row, h)) + c for row, c in zip(W, b)]
        if l == len(net) - 1: return zs, z[0]
        zs.append(z); h = [max(v, F(0)) for v in z]
def residuals(net, X, Y): return [forward(net, x)[1] - y for x, y in zip(X, Y)]
def loss(net, X, Y): return sum(r * r for r in residuals(net, X, Y))
def moved(net, curve, t):
    def at(l, pick): return [[v + sum(t ** (k + 1) * d[l][0][u][i] for k, d in enumerate(curve)) for i, v in enumerate(row)] for u, row in enumerate(net[l][0])]
    return [(at(l, 0), [v + sum(t ** (k + 1) * d[l][1][u] for k, d in enumerate(curve)) for u, v in enumerate(net[l][1])]) for l in range(len(net))]

def falls(net, curve, X, Y, order, coefficient):
    """(L(t) - L) / t^order tends to the coefficient < 0: the error shrinks tenfold with t."""
    here = loss(net, X, Y)
    errors = [abs((loss(moved(net, curve, t), X, Y) - here) / t ** order - coefficient) for t in (F(1, 10 ** k) for k in (6, 7, 8))]
    return coefficient < 0 and all(e < F(1, 1000) * abs(coefficient) for e in errors) and errors[1] * 9 <= errors[0] and errors[2] * 9 <= errors[1]

def feasible(strict, weak):
    """Is there eta with g.eta < 0 for g in strict, g.eta >= 0 for g in weak? Fourier–Motzkin."""
    rows = [([-v for v in g], True) for g in strict] + [(list(g), False) for g in weak]     # g.eta > 0 or >= 0
    for k in range(len(rows[0][0]) if rows else 0):
        low = [r for r in rows if r[0][k] > 0]; high = [r for r in rows if r[0][k] < 0]; rest = [r for r in rows if r[0][k] == 0]
        new = {(tuple(rest_row), s) for rest_row, s in ((tuple(r), s) for r, s in rest)}
        for (a, s), (b, u) in itertools.product(low, high):
            row = [x / a[k] - y / b[k] for x, y in zip(a, b)]
            scale = max((abs(v) for v in row), default=F(0)) or F(1)
            new.add((tuple(v / scale for v in row), s or u))
        rows = [(list(r), s) for r, s in new]
    return not any(s for r, s in rows)                                                       # 0 > 0 is false, 0 >= 0 is true

def conditions(net, X, Y):
    (W, b), (V, c) = net
    r = residuals(net, X, Y)
    critical, minimum = sum(r) == 0, True
    for j, v in enumerate(V[0]):
        z = [forward(net, x)[0][0][j] for x in X]; E = [x + [F(1)] for x in X]
        a = [sum(r[i] * E[i][k] for i in range(len(X)) if z[i] > 0) for k in range(len(E[0]))]
        kinks = [i for i in range(len(X)) if z[i] == 0]
        if v == 0:
            critical &= sum(p * q for p, q in zip(a, W[j] + [b[j]])) == 0
            places = {tuple(E[i]) for i in kinks}
            minimum &= all(q == 0 for q in a) and all(sum(r[i] for i in kinks if tuple(E[i]) == p) == 0 for p in places)
            continue
        for signs in itertools.product((1, -1), repeat=len(kinks)):
            g = [a[k] + sum(r[i] * E[i][k] for i, s in zip(kinks, signs) if s * v > 0) for k in range(len(a))]
            critical &= not feasible([g], [[s * q for q in E[i]] for i, s in zip(kinks, signs)])
    return critical, critical and minimum

def flat(net, flat, X, Y):
    def kept(D):
        t = F(1, 10 ** 9); before, after = residuals(net, X, Y), residuals(moved(net, [D], t), X, Y)
        return all(abs(p - q) <= 10 ** 6 * t * t for p, q in zip(before, after)) and all(
            v != 0 or d == 0 or (all(w == 0 for w in D[0][0][j]) and D[0][1][j] == 0) for j, (v, d) in enumerate(zip(net[1][0][0], D[1][0][0])))
    negative = lambda D: [([[-v for v in row] for row in W], [-v for v in b]) for W, b in D]
    lines, rays = [network(D) for D in flat['lines']], [network(D) for D in flat['rays']]
    vectors = [[v for W, b in D for row, c in zip(W, b) for v in row + [c]] for D in lines]
    rank, rows = 0, [list(v) for v in vectors]
    for k in range(len(rows[0]) if rows else 0):
        p = next((i for i in range(rank, len(rows)) if rows[i][k] != 0), None)
        if p is None: continue
        rows[rank], rows[p] = rows[p], rows[rank]
        rows = [row if i == rank else [x - row[k] / rows[rank][k] * y for x, y in zip(row, rows[rank])] for i, row in enumerate(rows)]
        rank += 1
    return all(kept(D) and kept(negative(D)) for D in lines) and all(kept(D) for D in rays) and rank == len(lines)

def cells(net, X, Y, duals, bound):
    if len(net) != 2 or len(X[0]) != 1: return False
    units, P = len(net[0][1]), sorted({x[0] for x in X})
    good = [d for d in duals if sum(d) == 0 and -2 * sum(p * q for p, q in zip(d, Y)) - sum(p * p for p in d) >= bound]
    # Bends between places, and beyond them, at which the unit is active to the right or to the left: hinges at both ends of a gap; or everywhere.
    hinge = lambda p, way: [max(way * (x[0] - p), F(0)) for x in X]
    pairs = [(hinge(p, way), hinge(q, way)) for p, q in zip(P, P[1:]) for way in (1, -1)]
    pairs.append(([x[0] - P[0] for x in X], [P[-1] - x[0] for x in X]))
    served = [{k for k, d in enumerate(good) if all(s * sum(p * q for p, q in zip(d, f)) >= 0 for f in pair)} for pair in pairs for s in (1, -1)]
    return all(set.intersection(*combination) for combination in itertools.combinations_with_replacement(served, units)) if good else False

def paths(net, X, Y):
    r = residuals(net, X, Y); states = [[(v > 0) - (v < 0) for v in z] for z in zip(*[[v for layer in forward(net, x)[0] for v in layer] for x in X])]
    sizes, hidden, at = [len(b) for _, b in net[:-1]], [], 0
    for s in sizes: hidden.append(states[at:at + s]); at += s
    for first in range(len(net)):                                                            # layer at which the path begins
        for units in itertools.product(*[range(s) for s in sizes[first:]]):
            gate = [min([1] + [hidden[first + k][u][i] for k, u in enumerate(units)]) for i in range(len(X))]
            for values in [[F(1)] * len(X)] + ([[x[k] for x in X] for k in range(len(X[0]))] if first == 0 else []):
                if any(g == 0 and p * q != 0 for g, p, q in zip(gate, r, values)) or sum(p * q for g, p, q in zip(gate, r, values) if g > 0) != 0: return False
    return True

def holds(c):
    X, Y = [[F(v) for v in row] for row in c['problem']['x']], [F(v) for v in c['problem']['y']]
    net, w, here = network(c['problem']['network']), c['witness'], F(c['loss'])
    if loss(net, X, Y) != here: return False
    for other in c['better']:
        if c['claim'] != 'local-minimum' or loss(network(other['network']), X, Y) != F(other['loss']) or F(other['loss']) >= here: return False
    kind, claim = w['kind'], c['claim']
    if claim == 'global-minimum': return here == 0 if kind == 'zero-loss' else kind == 'cells' and cells(net, X, Y, [[F(v) for v in d] for d in w['duals']], here)
    if claim == 'not-critical': return kind == 'slope' and falls(net, [network(w['direction'])], X, Y, 1, F(w['slope']))
    if claim == 'not-a-minimum': return kind == 'curve' and falls(net, [network(d) for d in w['curve']], X, Y, w['order'], F(w['coefficient'])) and (len(net) > 2 or conditions(net, X, Y)[0])
    if kind == 'paths': return paths(net, X, Y)
    if kind == 'dead-layer':
        layer = w['layer'] - 1
        return 0 <= layer < len(net) - 1 and all(v < 0 for x in X for v in forward(net, x)[0][layer]) and sum(residuals(net, X, Y)) == 0
    return kind == 'first-order' and len(net) == 2 and conditions(net, X, Y)[1] and flat(net, w['flat'], X, Y)

def sealed(c):
    text = json.dumps({k: v for k, v in c.items() if k != 'hash'}, separators=(',', ':'), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest() == c['hash']

here = os.path.dirname(os.path.abspath(__file__))
verdicts = {}
for path in sorted(glob.glob(here + '/*.json') + glob.glob(here + '/*/*.json')):
    name = os.path.relpath(path, here)[:-5]
    if name == 'verdicts': continue
    c = json.load(open(path))
    verdicts[name] = {'holds': holds(c), 'sealed': sealed(c)}
json.dump(verdicts, open(here + '/verdicts.json', 'w'), indent=1)
print(sum(v['holds'] for v in verdicts.values()), 'of', len(verdicts), 'hold,', sum(v['sealed'] for v in verdicts.values()), 'are sealed')
