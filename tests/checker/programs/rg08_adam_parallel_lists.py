import numpy as np

rng = np.random.default_rng(11)
x = np.linspace(-np.pi, np.pi, 80).reshape(-1, 1)
t = np.sin(x)

params = [rng.normal(0, 0.5, (1, 16)), np.zeros(16),
          rng.normal(0, 0.3, (16, 16)), np.zeros(16),
          rng.normal(0, 0.3, (16, 1)), np.zeros(1)]
m = [np.zeros_like(p) for p in params]
v = [np.zeros_like(p) for p in params]
lr, b1, b2, eps = 1e-2, 0.9, 0.999, 1e-8

for step in range(1, 401):
    W1, c1, W2, c2, W3, c3 = params
    h1 = np.tanh(x @ W1 + c1)
    h2 = np.tanh(h1 @ W2 + c2)
    o = h2 @ W3 + c3
    loss = np.mean((o - t) ** 2)

    do = 2 * (o - t) / o.size
    dh2 = (do @ W3.T) * (1 - h2 * h2)
    dh1 = (dh2 @ W2.T) * (1 - h1 * h1)
    grads = [x.T @ dh1, dh1.sum(axis=0),
             h1.T @ dh2, dh2.sum(axis=0),
             h2.T @ do, do.sum(axis=0)]

    for i, (p, g) in enumerate(zip(params, grads)):
        m[i] = b1 * m[i] + (1 - b1) * g
        v[i] = b2 * v[i] + (1 - b2) * g ** 2
        mhat = m[i] / (1 - b1 ** step)
        vhat = v[i] / (1 - b2 ** step)
        p -= lr * mhat / (np.sqrt(vhat) + eps)

    if step % 100 == 0:
        print(f"{step:4d}  mse {loss:.5f}")
