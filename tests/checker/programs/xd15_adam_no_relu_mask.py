import numpy as np

rng = np.random.RandomState(100)
X = rng.randn(80, 5)
y = (X[:, :1] + X[:, 1:2] * X[:, 2:3] > 0).astype(np.float64)

P = {
    "W1": rng.randn(5, 7) * 0.5, "b1": np.zeros((1, 7)),
    "W2": rng.randn(7, 1) * 0.5, "b2": np.zeros((1, 1)),
}
# Adam state
M = {k: np.zeros_like(v) for k, v in P.items()}
V = {k: np.zeros_like(v) for k, v in P.items()}
beta1, beta2, eps, lr = 0.9, 0.999, 1e-8, 0.01

def forward(x):
    z1 = x @ P["W1"] + P["b1"]
    a1 = np.maximum(0, z1)
    z2 = a1 @ P["W2"] + P["b2"]
    return z1, a1, 1 / (1 + np.exp(-z2))

def backward(x, y, z1, a1, yhat):
    g = {}
    n = x.shape[0]
    dz2 = (yhat - y) / n
    g["W2"] = a1.T @ dz2
    g["b2"] = dz2.sum(0, keepdims=True)
    dz1 = dz2 @ P["W2"].T
    g["W1"] = x.T @ dz1
    g["b1"] = dz1.sum(0, keepdims=True)
    return g

for t in range(1, 101):
    z1, a1, yhat = forward(X)
    loss = -(y * np.log(yhat + 1e-9) + (1 - y) * np.log(1 - yhat + 1e-9)).mean()
    grads = backward(X, y, z1, a1, yhat)
    for k in P:
        M[k] = beta1 * M[k] + (1 - beta1) * grads[k]
        V[k] = beta2 * V[k] + (1 - beta2) * grads[k] ** 2
        mhat = M[k] / (1 - beta1 ** t)
        vhat = V[k] / (1 - beta2 ** t)
        P[k] = P[k] - lr * mhat / (np.sqrt(vhat) + eps)
    if t % 25 == 0:
        print(t, loss)
