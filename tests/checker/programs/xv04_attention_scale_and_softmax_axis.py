# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["attention", "softmax-jacobian"]
# mistake = "The softmax Jacobian sums over the queries (axis 0) instead of the keys, and dK misses the 1/sqrt(d) of the scores."
# wrong_lines = [43, 45]
# cause_lines = []
# right = { "43" = "dS = A * (dA - np.sum(dA * A, axis=1, keepdims=True))", "45" = "dK = dS.T @ Q / np.sqrt(d)" }
# wrong_in_itself = ["dS", "dK"]
# wrong_quantities = ["dS", "dQ", "dK", "dWq", "dWk"]
# [/backprop]

import numpy as np

rs = np.random.RandomState(3)
T, d = 4, 3
X = rs.randn(T, d)
target = np.array([1.0, -1.0, 0.5, 0.0])
P = {k: rs.randn(d, d) * 0.7 for k in ("Wq", "Wk", "Wv")}
P["wo"] = rs.randn(d)
causal = np.tril(np.ones((T, T), dtype=bool))


def forward(X, P):
    Q = X @ P["Wq"]
    K = X @ P["Wk"]
    V = X @ P["Wv"]
    S = Q @ K.T / np.sqrt(d)
    M = np.where(causal, S, -1e9)
    E = np.exp(M - M.max(axis=1, keepdims=True))
    A = E / E.sum(axis=1, keepdims=True)
    O = A @ V
    return O @ P["wo"], (X, Q, K, V, A, O)


def backward(y, cache, P):
    X, Q, K, V, A, O = cache
    dy = y - target
    dwo = O.T @ dy
    dO = np.outer(dy, P["wo"])
    dV = A.T @ dO
    dA = dO @ V.T
    dS = A * (dA - np.sum(dA * A, axis=0, keepdims=True))
    dQ = dS @ K / np.sqrt(d)
    dK = dS.T @ Q
    dWq = X.T @ dQ
    dWk = X.T @ dK
    dWv = X.T @ dV
    return dict(Wq=dWq, Wk=dWk, Wv=dWv, wo=dwo)


if __name__ == "__main__":
    for it in range(50):
        y, cache = forward(X, P)
        if it % 10 == 0:
            print(it, 0.5 * np.sum((y - target) ** 2))
        for k, g in backward(y, cache, P).items():
            P[k] -= 0.05 * g
