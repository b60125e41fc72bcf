# Cox proportional hazards, negative log partial likelihood (no ties),
# risk score = small nonlinear network, gradient by reverse cumulative sums.
import numpy as np

rng = np.random.default_rng(17)
n, p, q = 120, 4, 6
Z = rng.normal(size=(n, p))
beta_true = np.array([1.0, -0.5, 0.0, 0.8])
T = rng.exponential(1.0 / np.exp(Z @ beta_true))
C = rng.exponential(2.0, size=n)
time = np.minimum(T, C)
event = (T <= C)

# sort by descending time: risk set of subject i = subjects 0..i
o = np.argsort(-time)
Z, event = Z[o], event[o].astype(float)


def neg_log_pl(theta):
    A, a, w = theta
    H = np.tanh(Z @ A + a)
    eta = H @ w
    shift = eta.max()
    e = np.exp(eta - shift)
    risk = np.cumsum(e)
    nll = -np.sum(event * (eta - shift - np.log(risk))) / event.sum()
    # d nll / d eta_j = -( d_j - e_j * sum_{i >= j} d_i / risk_i )
    tail = np.cumsum((event / risk)[::-1])[::-1]
    deta = (e * tail - event) / event.sum()
    dw = H.T @ deta
    dpre = deta[:, None] * w * (1 - H ** 2)
    return nll, (Z.T @ dpre, dpre.sum(axis=0), dw)


def concordance(eta):
    # pairs (i later than j); j must be an event
    good = tot = 0
    for j in np.flatnonzero(event):
        earlier = eta[j]
        good += np.sum(eta[:j] < earlier)
        tot += j
    return good / tot


theta = [rng.normal(size=(p, q)) * 0.4, np.zeros(q), rng.normal(size=q) * 0.4]
ssq = [np.zeros_like(x) for x in theta]
for it in range(250):
    nll, grad = neg_log_pl(theta)
    for k in range(3):                       # Adagrad
        ssq[k] += grad[k] ** 2
        theta[k] = theta[k] - 0.1 * grad[k] / (np.sqrt(ssq[k]) + 1e-10)
    if it % 50 == 0:
        print(f"iter {it:3d}  -logPL/events = {nll:.5f}")
A, a, w = theta
print("C-index %.3f" % concordance(np.tanh(Z @ A + a) @ w))
