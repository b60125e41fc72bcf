import numpy as np

SIZES = [4, 6, 3]

def unroll(theta):
    mats, pos = [], 0
    for fan_in, fan_out in zip(SIZES[:-1], SIZES[1:]):
        n = (fan_in + 1) * fan_out
        mats.append(theta[pos:pos + n].reshape(fan_in + 1, fan_out))
        pos += n
    return mats

def add_ones(A):
    return np.hstack([np.ones((A.shape[0], 1)), A])

def objective(theta, X, y, decay):
    T1, T2 = unroll(theta)
    n = X.shape[0]
    A0 = add_ones(X)
    H = np.tanh(A0 @ T1)
    A1 = add_ones(H)
    S = A1 @ T2
    S -= S.max(axis=1, keepdims=True)
    logp = S - np.log(np.exp(S).sum(axis=1, keepdims=True))
    value = -logp[np.arange(n), y].sum() / n
    value += decay * (np.sum(T1[1:] ** 2) + np.sum(T2[1:] ** 2))

    E = np.exp(logp)
    E[np.arange(n), y] -= 1.0
    G2 = A1.T @ E / n
    back = E @ T2[1:].T
    G1 = A0.T @ (back * (1 - H ** 2)) / n
    G1[1:] += 2 * decay * T1[1:]
    G2[1:] += 2 * decay * T2[1:]
    return value, np.concatenate([G1.ravel(), G2.ravel()])

rng = np.random.RandomState(12)
X = rng.randn(75, 4)
y = (X[:, 0] > 0).astype(int) + (X[:, 1] * X[:, 2] > 0).astype(int)
theta = rng.randn(5 * 6 + 7 * 3) * 0.3

for it in range(500):
    value, grad = objective(theta, X, y, 1e-3)
    theta = theta - 0.5 * grad
    if it % 100 == 0:
        print("it %4d  J = %.5f" % (it, value))
