import numpy as np


class Layer:
    def forward(self, inp):
        raise NotImplementedError

    def backward(self, grad, lr):
        raise NotImplementedError


class Dense(Layer):
    def __init__(self, n_in, n_out):
        self.weights = np.random.randn(n_in, n_out) * 0.5
        self.bias = np.zeros((1, n_out))

    def forward(self, inp):
        self.inp = inp
        return inp @ self.weights + self.bias

    def backward(self, grad, lr):
        grad_in = grad @ self.weights.T
        self.weights -= lr * self.inp.T @ grad
        self.bias -= lr * grad.sum(axis=0, keepdims=True)
        return grad_in


class LeakyReLU(Layer):
    def __init__(self, slope=0.1):
        self.slope = slope

    def forward(self, inp):
        self.inp = inp
        return np.where(inp > 0, inp, self.slope * inp)

    def backward(self, grad, lr):
        return grad * np.where(self.inp > 0, 1.0, self.slope)


class Softplus(Layer):
    def forward(self, inp):
        self.inp = inp
        return np.log1p(np.exp(inp))

    def backward(self, grad, lr):
        return grad / (1 + np.exp(-self.inp))


np.random.seed(13)
X = np.random.uniform(-2, 2, (64, 2))
Y = np.stack([X[:, 0] ** 2, X[:, 0] * X[:, 1], X[:, 1]], axis=1)

net = [Dense(2, 12), LeakyReLU(), Dense(12, 8), Softplus(), Dense(8, 3)]

for epoch in range(200):
    out = X
    for layer in net:
        out = layer.forward(out)
    loss = np.mean(np.sum((out - Y) ** 2, axis=1))

    grad = 2 * (out - Y) / len(X)
    for layer in reversed(net):
        grad = layer.backward(grad, 0.02)

    if epoch % 50 == 0:
        print(f'{epoch}: {loss:.4f}')
