# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["loss-derivative"]
# mistake = "Loss is the squared hinge, the gradient is that of the plain hinge (mask only, without 2*margin)."
# wrong_lines = [34]
# cause_lines = []
# right = { "34" = "df = -2 * self.C * y * margin / len(y)" }
# wrong_in_itself = ["df"]
# wrong_quantities = ["df", "dw", "db"]
# [/backprop]

import numpy as np


class SquaredHingeSVM:
    def __init__(self, C=1.0, lr=0.02, n_iter=120):
        self.C = C
        self.lr = lr
        self.n_iter = n_iter

    def init(self, n):
        self.w = np.linspace(-0.3, 0.4, n)
        self.b = 0.1

    def margins(self, X, y):
        f = X @ self.w + self.b
        return np.maximum(0, 1 - y * f)

    def objective(self, margin):
        return 0.5 * self.w @ self.w + self.C * np.sum(margin ** 2) / margin.size

    def gradient(self, X, y, margin):
        df = -self.C * y * (margin > 0) / len(y)
        dw = self.w + X.T @ df
        db = np.sum(df)
        return dw, db

    def fit(self, X, y):
        self.init(X.shape[1])
        for k in range(self.n_iter):
            margin = self.margins(X, y)
            dw, db = self.gradient(X, y, margin)
            self.w = self.w - self.lr * dw
            self.b = self.b - self.lr * db
        return self

    def predict(self, X):
        return np.sign(X @ self.w + self.b)


rng = np.random.RandomState(50)
X = rng.randn(30, 3)
y = np.where(X[:, 0] - 0.5 * X[:, 2] + 0.3 * rng.randn(30) > 0.6, 1, -1)
clf = SquaredHingeSVM(C=2.0)
clf.init(3)

if __name__ == "__main__":
    clf.fit(X, y)
    print("train accuracy:", np.mean(clf.predict(X) == y), "objective:", clf.objective(clf.margins(X, y)))
