import numpy as np

rng = np.random.RandomState(27)
X = rng.uniform(-1, 1, (90, 6))
y = X[:, 0] - 2 * X[:, 1] * X[:, 2] + 0.1 * rng.standard_t(2, 90)

U, bu = rng.randn(6, 6) * 0.3, np.zeros(6)
V, bv = rng.randn(6, 6) * 0.3, np.zeros(6)
w, bw = rng.randn(6) * 0.3, np.zeros(1)
DELTA = 0.5
n = y.size

for epoch in range(250):
    p = X @ U + bu
    s = 1 / (1 + np.exp(-p))
    q = p * s                           # swish
    r = q @ V + bv + X                  # skip connection
    t = np.tanh(r)
    out = t @ w + bw

    e = out - y
    small = np.abs(e) <= DELTA
    huber = np.where(small, e ** 2 / 2, DELTA * (np.abs(e) - DELTA / 2)).mean()

    g = np.where(small, e, DELTA * np.sign(e)) / n
    gw, gbw = t.T @ g, g.sum()
    gr = np.outer(g, w) * (1 - t ** 2)
    gV, gbv = q.T @ gr, gr.sum(0)
    gp = (gr @ V.T) * (s + q * (1 - s))
    gU, gbu = X.T @ gp, gp.sum(0)

    for par, gra in zip((U, bu, V, bv, w, bw), (gU, gbu, gV, gbv, gw, gbw)):
        par -= 0.5 * gra
    if epoch % 50 == 0:
        print(epoch, huber)
