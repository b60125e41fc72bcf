import numpy as np


class NeuralNetwork:
    def __init__(self, n_in, n_hidden, n_out, seed=42):
        rng = np.random.RandomState(seed)
        self.w1 = rng.normal(0, 0.7, (n_in, n_hidden))
        self.b1 = np.zeros(n_hidden)
        self.w2 = rng.normal(0, 0.7, (n_hidden, n_out))
        self.b2 = np.zeros(n_out)

    @staticmethod
    def sigmoid(t):
        return 1.0 / (1.0 + np.exp(-t))

    def forward(self, X):
        self.X = X
        self.hidden = self.sigmoid(X @ self.w1 + self.b1)
        self.out = self.sigmoid(self.hidden @ self.w2 + self.b2)
        return self.out

    def backward(self, y, lr):
        n = y.shape[0]
        delta2 = self.out - y
        delta1 = delta2 @ self.w2.T * self.hidden * (1 - self.hidden)
        grad_w2 = self.hidden.T @ delta2 / n
        grad_b2 = delta2.sum(axis=0) / n
        grad_w1 = self.X.T @ delta1
        grad_b1 = delta1.sum(axis=0) / n
        self.w2 -= lr * grad_w2
        self.b2 -= lr * grad_b2
        self.w1 -= lr * grad_w1
        self.b1 -= lr * grad_b1


rng = np.random.RandomState(0)
X = rng.rand(50, 3)
y = ((X[:, 0] + X[:, 1]) > X[:, 2] + 0.5).astype(float).reshape(-1, 1)

nn = NeuralNetwork(3, 5, 1)
for epoch in range(300):
    pred = nn.forward(X)
    loss = 0.5 * np.mean((pred - y) ** 2)
    nn.backward(y, lr=0.5)
    if epoch % 100 == 0:
        print(f"epoch {epoch}: loss {loss:.4f}")
