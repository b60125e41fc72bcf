# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["own-loss", "no-hidden-layer"]
# about = "Poisson regression with exp link: mu - y needs no derivative of the link; fit stops early."
# [/backprop]

import numpy as np


class PoissonGD:
    """Count regression, log link, plain gradient descent."""

    def __init__(self, lr=0.1, max_iter=500, tol=1e-6):
        self.lr, self.max_iter, self.tol = lr, max_iter, tol

    def _init(self, X):
        self.coef_ = np.zeros(X.shape[1])
        self.intercept_ = 0.0

    def _mean(self, X):
        eta = X @ self.coef_ + self.intercept_
        return np.exp(eta)

    @staticmethod
    def _deviance(mu, y):
        # negative log likelihood without log(y!)
        return np.average(mu - y * np.log(mu))

    def _gradient(self, X, y, mu):
        resid = mu - y
        return np.average(X * resid[:, None], axis=0), np.average(resid)

    def fit(self, X, y):
        self._init(X)
        previous = np.inf
        for self.n_iter_ in range(1, self.max_iter + 1):
            mu = self._mean(X)
            dev = self._deviance(mu, y)
            if previous - dev < self.tol:
                break
            previous = dev
            gw, g0 = self._gradient(X, y, mu)
            self.coef_ -= self.lr * gw
            self.intercept_ -= self.lr * g0
        return self


rng = np.random.RandomState(6)
X = rng.randn(60, 2)
y = rng.poisson(np.exp(0.5 * X[:, 0] - 0.3 * X[:, 1] + 0.2))
model = PoissonGD()
model._init(X)
model.coef_ += [0.1, 0.2]

if __name__ == "__main__":
    model.fit(X, y)
    print(model.n_iter_, model.coef_.round(3), round(model.intercept_, 3))
