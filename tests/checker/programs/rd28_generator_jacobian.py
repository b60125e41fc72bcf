import numpy as np

def stream(rng, n):
    """endless supply of (x, class) pairs in shuffled batches of one"""
    means = rng.normal(0, 2, (3, 2))
    cls = rng.integers(0, 3, n)
    pts = means[cls] + rng.normal(size=(n, 2))
    while True:
        for k in rng.permutation(n):
            yield pts[k], cls[k]

def softmax(v):
    ex = np.exp(v - np.max(v))
    return ex / ex.sum()

def softmax_jacobian(s):
    return np.diag(s) - np.outer(s, s)

rng = np.random.default_rng(1001)
source = stream(rng, 90)

U = rng.normal(size=(8, 2))
u0 = rng.normal(size=8) * 0.1
V = rng.normal(size=(3, 8)) * 0.3
v0 = np.zeros(3)
lr = 0.05
avg = None
count = 0

while (count := count + 1) <= 1500:
    x, c = next(source)
    h = np.maximum(U @ x + u0, 0.0)
    s = softmax(V @ h + v0)
    loss = -np.log(s[c])
    avg = loss if avg is None else 0.99 * avg + 0.01 * loss

    # the long way round: dL/ds is zero except at the right class
    dL_ds = np.zeros(3)
    dL_ds[c] = -1 / s[c]
    dL_dz = softmax_jacobian(s) @ dL_ds
    dL_dh = dL_dz @ V
    dL_da = dL_dh * np.heaviside(h, 0)

    V -= lr * dL_dz[:, None] * h[None, :]
    v0 -= lr * dL_dz
    U -= lr * np.outer(dL_da, x)
    u0 -= lr * dL_da

    if count % 500 == 0:
        print(f"{count} samples, running loss {avg:.3f}")
