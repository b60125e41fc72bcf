# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["linear-regression"]
# about = "scikit-learn-like class, 1-d weight vector, gradients -2/n with y - prediction and minus in the update, step size that decays, comparison with lstsq."
# [/backprop]

import numpy as np


class LinearRegressionGD:
    def __init__(self, learning_rate=0.1, n_iters=100, decay=0.01, verbose=False):
        self.learning_rate = learning_rate
        self.n_iters = n_iters
        self.decay = decay
        self.verbose = verbose
        self.loss_curve_ = []

    def fit(self, X, y):
        n_samples, n_features = X.shape
        y = np.squeeze(y)
        self.weight = np.zeros(n_features)
        self.intercept = 0.0
        start = self.learning_rate
        for it in range(self.n_iters):
            residual = y - (X @ self.weight + self.intercept)
            mse = np.mean(np.square(residual))
            self.loss_curve_.append(mse)
            dweight = -2 / n_samples * np.dot(residual, X)
            dintercept = -2 / n_samples * np.sum(residual)
            self.weight = self.weight - self.learning_rate * dweight
            self.intercept -= self.learning_rate * dintercept
            if self.verbose and it % 50 == 0:
                print(f"Iteration {it}: MSE {mse:.4f}")
            self.decay and self._decay(start, it)
        return self

    def _decay(self, start, it):
        self.learning_rate = start / (1 + self.decay * it)

    def predict(self, X):
        return X @ self.weight + self.intercept

    def score(self, X, y):
        y = np.squeeze(y)
        return 1 - np.sum((y - self.predict(X)) ** 2) / np.sum((y - y.mean()) ** 2)


np.random.seed(27)
size = np.random.uniform(50, 150, (40, 1))
rooms = np.random.randint(1, 6, (40, 1))
price = 2.5 * size + 20 * rooms + 30 + np.random.randn(40, 1) * 8
X = np.hstack([size, rooms])
X = (X - X.mean(0)) / X.std(0)
model = LinearRegressionGD(decay=0, verbose=True)
if __name__ == "__main__":
    model.fit(X, price)
    exact = np.linalg.lstsq(np.c_[X, np.ones(40)], price, rcond=None)[0].ravel()
    print("R2", round(model.score(X, price), 4), "difference to lstsq", np.abs(np.r_[model.weight, model.intercept] - exact).max())
