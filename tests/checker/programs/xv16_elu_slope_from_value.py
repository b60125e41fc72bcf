# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["elu", "derivative-of-activation-value"]
# mistake = "elu_prime expects z but is called with the value a = elu(z): exp(a) is not the slope (a + alpha would be)."
# wrong_lines = [49]
# cause_lines = []
# right = { "49" = "delta = (W[l].T @ delta) * elu_prime(Z[l - 1])" }
# wrong_in_itself = ["delta1", "delta0"]
# wrong_quantities = ["delta1", "dW1", "db1", "delta0", "dW0", "db0"]
# [/backprop]

import numpy as np

rng = np.random.RandomState(52)
sizes = (2, 4, 3, 1)
W = [rng.randn(o, i) / np.sqrt(i) for i, o in zip(sizes, sizes[1:])]
b = [np.zeros((o, 1)) for o in sizes[1:]]
X = rng.randn(2, 9)
Y = (X[:1] * X[1:]) + 1
m = X.shape[1]
alpha = 0.8


def elu(z):
    return np.where(z > 0, z, alpha * (np.exp(np.minimum(z, 0)) - 1))


def elu_prime(z):
    return np.where(z > 0, 1.0, alpha * np.exp(np.minimum(z, 0)))


def forward(x):
    A, Z = [x], []
    for l in range(3):
        z = W[l] @ A[l] + b[l]
        Z.append(z)
        A.append(elu(z) if l < 2 else z)
    return A, Z


def backward(A, Z):
    dW, db = [None] * 3, [None] * 3
    delta = (A[3] - Y) / m
    for l in (2, 1, 0):
        dW[l] = delta @ A[l].T
        db[l] = delta.sum(axis=1, keepdims=True)
        if l > 0:
            delta = (W[l].T @ delta) * elu_prime(A[l])
    return dW, db


if __name__ == "__main__":
    params = W + b
    M = [np.zeros_like(p) for p in params]
    S = [np.zeros_like(p) for p in params]
    for t in range(1, 81):
        A, Z = forward(X)
        dW, db = backward(A, Z)
        for p, g, mo, s in zip(params, dW + db, M, S):
            mo += 0.1 * (g - mo)
            s += 0.001 * (g * g - s)
            p -= 0.02 * (mo / (1 - 0.9 ** t)) / (np.sqrt(s / (1 - 0.999 ** t)) + 1e-8)
        if t % 20 == 0:
            print(t, np.sum((A[-1] - Y) ** 2) / (2 * m))
