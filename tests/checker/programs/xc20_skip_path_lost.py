import numpy as np

def block_forward(x, p, i):
    """y = x + tanh(x W + b) V"""
    t = np.tanh(x @ p[f"W{i}"] + p[f"b{i}"])
    return x + t @ p[f"V{i}"], (x, t)

def block_backward(dout, cache, p, i, grads):
    x, t = cache
    grads[f"V{i}"] = t.T @ dout
    dpre = (dout @ p[f"V{i}"].T) * (1 - t * t)
    grads[f"W{i}"] = x.T @ dpre
    grads[f"b{i}"] = dpre.sum(axis=0)
    dx = dpre @ p[f"W{i}"].T
    return dx

def run(x, y, p, n_blocks=3):
    caches = []
    out = x
    for i in range(n_blocks):
        out, c = block_forward(out, p, i)
        caches.append(c)
    logits = out @ p["U"] + p["c"]
    logits -= logits.max(axis=1, keepdims=True)
    prob = np.exp(logits)
    prob /= prob.sum(axis=1, keepdims=True)
    n = x.shape[0]
    loss = -np.log(prob[np.arange(n), y]).sum() / n

    grads = {}
    dl = prob
    dl[np.arange(n), y] -= 1
    dl /= n
    grads["U"] = out.T @ dl
    grads["c"] = dl.sum(axis=0)
    d = dl @ p["U"].T
    for i in reversed(range(n_blocks)):
        d = block_backward(d, caches[i], p, i, grads)
    return loss, grads

rng = np.random.RandomState(20)
D, H, K = 4, 6, 3
p = {"U": rng.randn(D, K) * 0.4, "c": np.zeros(K)}
for i in range(3):
    p[f"W{i}"] = rng.randn(D, H) * 0.4
    p[f"b{i}"] = np.zeros(H)
    p[f"V{i}"] = rng.randn(H, D) * 0.4
x = rng.randn(80, D)
y = (x[:, 0] ** 2 > 0.5).astype(int) + (x[:, 1] * x[:, 2] > 0)
for it in range(200):
    loss, grads = run(x, y, p)
    for k in p:
        p[k] -= 0.2 * grads[k]
    if it % 40 == 0:
        print(it, loss)
