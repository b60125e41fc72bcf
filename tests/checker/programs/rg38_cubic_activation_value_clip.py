import numpy as np

np.random.seed(25)
X = np.random.uniform(-1, 1, (56, 2))
y = X[:, 0] ** 3 - X[:, 0] * X[:, 1] ** 2
W = np.random.randn(2, 5) * .5
b = np.random.randn(5) * .1
v = np.random.randn(5) * .5
c = 0.

for t in range(400):
    z = X @ W + b
    h = z ** 3
    f = h @ v + c
    res = f - y
    loss = np.sum(res ** 2)

    gv = 2 * h.T @ res
    gc = 2 * np.sum(res)
    gz = 2 * res[:, None] * v[None, :] * 3 * z ** 2
    gW = X.T @ gz
    gb = gz.sum(axis=0)

    # gradients explode now and then
    gW_c, gb_c, gv_c = (np.clip(g, -10, 10) for g in (gW, gb, gv))
    gc_c = max(-10, min(10, gc))
    W -= 1e-3 * gW_c
    b -= 1e-3 * gb_c
    v -= 1e-3 * gv_c
    c -= 1e-3 * gc_c
    if t % 100 == 0:
        print(t, loss)
