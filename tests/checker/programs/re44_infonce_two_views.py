import numpy as np

rng = np.random.default_rng(8128)
n, d, e = 24, 7, 4
temperature = 0.5
base = rng.normal(size=(n, d))
left = base + 0.3 * rng.normal(size=(n, d))
right = (base + 0.3 * rng.normal(size=(n, d))) @ np.linalg.qr(rng.normal(size=(d, d)))[0]


def normalize(z):
    length = np.sqrt((z * z).sum(1, keepdims=True))
    return z / length, length


def normalize_back(g, unit, length):
    return (g - unit * (g * unit).sum(1, keepdims=True)) / length


def info_nce(P, Q):
    a, la = normalize(left @ P)
    b, lb = normalize(right @ Q)
    sim = a @ b.T / temperature
    row = np.exp(sim - sim.max(1, keepdims=True))
    row /= row.sum(1, keepdims=True)
    col = np.exp(sim - sim.max(0, keepdims=True))
    col /= col.sum(0, keepdims=True)
    loss = -0.5 * (np.log(np.diag(row)).mean() + np.log(np.diag(col)).mean())

    dsim = (0.5 * (row + col) - np.eye(n)) / n / temperature
    dP = left.T @ normalize_back(dsim @ b, a, la)
    dQ = right.T @ normalize_back(dsim.T @ a, b, lb)
    hit = (sim.argmax(1) == np.arange(n)).mean()
    return loss, hit, dP, dQ


P, Q = rng.normal(size=(2, d, e)) * 0.5
for step in range(150):
    loss, hit, dP, dQ = info_nce(P, Q)
    P -= 1.0 * dP
    Q -= 1.0 * dQ
    if step % 30 == 0:
        print("step", step, "loss", loss, "top-1", hit)
