"""
Penalised logistic regression, elastic net, Adadelta.
 minimise   (1/sum w) sum_i w_i * [log(1+exp(eta_i)) - y_i eta_i]
            + lambda * [ alpha*||b||_1 + (1-alpha)/2 * ||b||_2^2 ]
The intercept is not penalised. Case weights w_i are allowed.
"""
import numpy as np


def simulate(n=250, p=8, seed=101):
    g = np.random.default_rng(seed)
    X = g.multivariate_normal(np.zeros(p), 0.4 ** np.abs(np.subtract.outer(np.arange(p), np.arange(p))), size=n)
    b = np.array([1.5, 0, 0, -1.0, 0, 0.8, 0, 0])
    pr = 1 / (1 + np.exp(-(X @ b - 0.3)))
    return X, g.binomial(1, pr), g.uniform(0.5, 2.0, n)


def penalised_nll(b0, b, X, y, w, lam, alpha):
    eta = b0 + X @ b
    dev = np.average(np.logaddexp(0, eta) - y * eta, weights=w)
    return dev + lam * (alpha * np.abs(b).sum() + (1 - alpha) / 2 * b @ b)


def score(b0, b, X, y, w, lam, alpha):
    mu = 1 / (1 + np.exp(-(b0 + X @ b)))
    r = w * (mu - y) / w.sum()
    # subgradient: sign(0) = 0
    return r.sum(), r @ X + lam * (alpha * np.sign(b) + (1 - alpha) * b)


class Adadelta:
    def __init__(self, shape, rho=0.95, eps=1e-5):
        self.rho, self.eps = rho, eps
        self.eg2, self.ed2 = np.zeros(shape), np.zeros(shape)

    def delta(self, g):
        self.eg2 = self.rho * self.eg2 + (1 - self.rho) * g ** 2
        d = -np.sqrt(self.ed2 + self.eps) / np.sqrt(self.eg2 + self.eps) * g
        self.ed2 = self.rho * self.ed2 + (1 - self.rho) * d ** 2
        return d


def fit(X, y, w, lam=0.02, alpha=0.7, n_iter=600, verbose=True):
    b0, b = 0.0, np.zeros(X.shape[1])
    opt0, opt = Adadelta(()), Adadelta(b.shape)
    path = []
    for k in range(n_iter):
        g0, g = score(b0, b, X, y, w, lam, alpha)
        b0, b = b0 + opt0.delta(g0), b + opt.delta(g)
        path.append(penalised_nll(b0, b, X, y, w, lam, alpha))
        if verbose and k % 150 == 0:
            print(f"{k:4d}  objective {path[-1]:.6f}")
    return b0, b, path


if __name__ == "__main__":
    X, y, w = simulate()
    X = (X - np.average(X, axis=0, weights=w)) / X.std(axis=0)
    b0, b, path = fit(X, y, w)
    print("intercept %.3f" % b0)
    for j, bj in enumerate(b):
        print(f"  b[{j}] = {bj: .3f}" + ("   ~0" if abs(bj) < 0.02 else ""))
