import numpy as np


class LogisticRegression:
    def __init__(self, lr=0.1, n_iter=200, verbose=True):
        self.lr = lr
        self.n_iter = n_iter
        self.verbose = verbose
        self.history = []

    @staticmethod
    def _sigmoid(z):
        return np.where(z >= 0, 1 / (1 + np.exp(-np.abs(z))), np.exp(-np.abs(z)) / (1 + np.exp(-np.abs(z))))

    @property
    def last_loss(self):
        return self.history[-1] if self.history else None

    def fit(self, X, y):
        n, d = X.shape
        self.w = np.zeros(d)
        self.b = 0.
        for it in range(self.n_iter):
            p = self._sigmoid(X.dot(self.w) + self.b)
            self.history.append(-np.mean(y * np.log(p + 1e-12) + (1 - y) * np.log(1 - p + 1e-12)))
            grad_w = X.T.dot(p - y) / n
            grad_b = np.mean(p - y)
            self.w -= self.lr * grad_w
            self.b -= self.lr * grad_b
            if self.verbose and it % 50 == 0:
                print(it, self.last_loss)
        return self

    def predict(self, X):
        return (self._sigmoid(X @ self.w + self.b) >= .5).astype(int)


if __name__ == '__main__':
    np.random.seed(42)
    X = np.vstack([np.random.randn(70, 3) + 1, np.random.randn(70, 3) - 1])
    y = np.concatenate([np.ones(70), np.zeros(70)])
    clf = LogisticRegression().fit(X, y)
    print("train acc:", (clf.predict(X) == y).mean())
