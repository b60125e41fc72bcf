"""5-fold CV of multinomial logistic regression (kernel notebook, cleaned up)."""
import numpy as np
from collections import defaultdict

SEED = 1337
rs = np.random.RandomState(SEED)
centers = np.array([[0., 2., 1.], [2., -1., 0.], [-2., -1., .5]])
y_all = rs.randint(0, 3, size=150)
X_all = centers[y_all] + rs.normal(scale=1.1, size=(150, 3))


class SoftmaxReg:
    def __init__(self, lr=0.5, n_iter=80, C=10.0):
        self.lr, self.n_iter, self.C = lr, n_iter, C

    def _proba(self, X):
        s = X.dot(self.coef_) + self.intercept_
        s = s - s.max(1)[:, None]
        np.exp(s, out=s)
        s /= s.sum(1)[:, None]
        return s

    def loss_and_grad(self, X, y):
        n = len(y)
        P = self._proba(X)
        nll = -np.log(P[np.arange(n), y]).mean()
        loss = nll + 0.5 / (self.C * n) * np.vdot(self.coef_, self.coef_)
        P[np.arange(n), y] -= 1
        P /= n
        return loss, X.T.dot(P) + self.coef_ / (self.C * n), P.sum(0)

    def fit(self, X, y):
        self.classes_ = np.unique(y)
        self.coef_ = np.zeros((X.shape[1], self.classes_.size))
        self.intercept_ = np.zeros(self.classes_.size)
        self.history_ = []
        for _ in range(self.n_iter):
            l, gw, gb = self.loss_and_grad(X, y)
            self.history_.append(l)
            self.coef_ -= self.lr * gw
            self.intercept_ -= self.lr * gb
        return self

    def predict(self, X):
        return self._proba(X).argmax(1)


def kfold(n, k, rs):
    idx = rs.permutation(n)
    for fold in np.array_split(idx, k):
        yield np.setdiff1d(idx, fold), fold


scores = defaultdict(list)
for i, (tr, va) in enumerate(kfold(len(y_all), 5, rs)):
    mu, sd = X_all[tr].mean(0), X_all[tr].std(0) + 1e-8
    clf = SoftmaxReg().fit((X_all[tr] - mu) / sd, y_all[tr])
    acc = (clf.predict((X_all[va] - mu) / sd) == y_all[va]).mean()
    scores["acc"].append(acc)
    scores["loss"].append(clf.history_[-1])
    print(f"fold {i}: acc={acc:.3f} train_loss={clf.history_[-1]:.4f}")
print("CV acc %.3f +/- %.3f" % (np.mean(scores["acc"]), np.std(scores["acc"])))
