import numpy as np

np.random.seed(0)
N, D, H, C = 90, 6, 10, 3
centers = np.random.randn(C, D) * 2
labels = np.arange(N) % C
X = centers[labels] + np.random.randn(N, D)
perm = np.random.permutation(N)
x_train, y_train = X[perm[:70]], labels[perm[:70]]
x_val, y_val = X[perm[70:]], labels[perm[70:]]

params = {"W1": np.random.randn(D, H) * 0.3, "b1": np.zeros(H),
          "W2": np.random.randn(H, C) * 0.3, "b2": np.zeros(C)}
m = {k: np.zeros_like(v) for k, v in params.items()}
v = {k: np.zeros_like(p) for k, p in params.items()}
beta1, beta2, eps, lr, reg = 0.9, 0.999, 1e-8, 0.01, 1e-2


def forward(x):
    h = np.maximum(x @ params["W1"] + params["b1"], 0)
    s = h @ params["W2"] + params["b2"]
    s = s - s.max(axis=1, keepdims=True)
    e = np.exp(s)
    return h, e / e.sum(axis=1, keepdims=True)


def loss_and_grads(x, y):
    n = len(x)
    h, probs = forward(x)
    loss = -np.log(probs[np.arange(n), y]).mean()
    loss += 0.5 * reg * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2))
    d = probs.copy()
    d[range(n), y] -= 1
    d /= n
    grads = {"W2": h.T @ d + reg * params["W2"], "b2": d.sum(0)}
    dh = d @ params["W2"].T
    dh[h <= 0] = 0
    grads.update(W1=x.T @ dh + reg * params["W1"], b1=dh.sum(0))
    return loss, grads


t = 0
for epoch in range(5):
    order = np.random.permutation(len(x_train))
    for start in range(0, len(order), 16):
        idx = order[start:start + 16]
        loss, grads = loss_and_grads(x_train[idx], y_train[idx])
        t += 1
        for k, g in grads.items():
            m[k] = beta1 * m[k] + (1 - beta1) * g
            v[k] = beta2 * v[k] + (1 - beta2) * g ** 2
            mhat = m[k] / (1 - beta1 ** t)
            vhat = v[k] / (1 - beta2 ** t)
            params[k] -= lr * mhat / (np.sqrt(vhat) + eps)
    acc = (forward(x_val)[1].argmax(1) == y_val).mean()
    print(f"epoch {epoch}: loss {loss:.3f} val acc {acc:.2f}")
