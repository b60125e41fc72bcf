# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["one-over-m"]
# mistake = "The weight gradients are divided by batch_size although the data have fewer rows than one batch, while the loss and the bias gradients use the real number of rows."
# wrong_lines = [46, 48]
# cause_lines = []
# right = { "46" = "dW2 = self.h.T @ d_out / n", "48" = "dW1 = xb.T @ d_h / n" }
# wrong_in_itself = ["dW2", "dW1"]
# wrong_quantities = ["dW2", "dW1", "step_W1", "step_W2"]
# [/backprop]

import numpy as np


class Regressor:
    def __init__(self, n_in, n_hidden, batch_size=32, lr=0.05):
        rng = np.random.RandomState(28)
        self.W1 = rng.randn(n_in, n_hidden) / np.sqrt(n_in)
        self.b1 = rng.randn(n_hidden) * 0.1
        self.W2 = rng.randn(n_hidden, 1) / np.sqrt(n_hidden)
        self.b2 = np.zeros(1)
        self.batch_size = batch_size
        self.lr = lr

    def predict(self, X):
        self.h = np.tanh(X @ self.W1 + self.b1)
        return self.h @ self.W2 + self.b2

    def fit(self, X, y, epochs=10):
        for epoch in range(epochs):
            order = np.random.permutation(len(X))
            for start in range(0, len(X), self.batch_size):
                rows = order[start:start + self.batch_size]
                xb, yb = X[rows], y[rows]
                out = self.predict(xb)
                diff = out - yb
                loss = np.mean(diff ** 2)
                self.update(xb, 2 * diff)
            if epoch % 5 == 0:
                print(f"epoch {epoch} loss {loss:.4f}")

    def update(self, xb, d_out):
        n = len(xb)
        d_h = d_out @ self.W2.T * (1 - self.h ** 2)
        dW2 = self.h.T @ d_out / self.batch_size
        db2 = d_out.sum(axis=0) / n
        dW1 = xb.T @ d_h / self.batch_size
        db1 = d_h.sum(axis=0) / n
        self.W1 -= self.lr * dW1
        self.b1 -= self.lr * db1
        self.W2 -= self.lr * dW2
        self.b2 -= self.lr * db2


np.random.seed(0)
X = np.random.uniform(-1, 1, (20, 3))
y = (X ** 2).sum(axis=1, keepdims=True) + 0.05 * np.random.randn(20, 1)
Regressor(3, 7).fit(X, y)
