import numpy as np


class Dense:
    def __init__(self, n_in, n_out, rng):
        self.W = rng.normal(0, 0.7, (n_in, n_out))
        self.b = rng.normal(0, 0.2, (1, n_out))

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, grad, lr):
        back = grad @ self.W.T
        self.W -= lr * self.x.T @ grad
        self.b -= lr * grad.sum(axis=0, keepdims=True)
        return back


class ELU:
    def __init__(self, alpha=1.5):
        self.alpha = alpha

    def forward(self, x):
        self.inp = x
        self.out = np.where(x > 0, x, self.alpha * (np.exp(x) - 1))
        return self.out

    def backward(self, grad, lr):
        slope = np.where(self.inp > 0, 1.0, self.inp + self.alpha)
        return grad * slope


rng = np.random.default_rng(8)
X = rng.uniform(-2, 2, (50, 2))
T = np.sin(X[:, :1]) * X[:, 1:]
dense1, act, dense2 = Dense(2, 7, rng), ELU(), Dense(7, 1, rng)
net = [dense1, act, dense2]
for epoch in range(150):
    out = X
    for layer in net:
        out = layer.forward(out)
    loss = np.mean((out - T) ** 2)
    grad = 2 * (out - T) / T.size
    for layer in net[::-1]:
        grad = layer.backward(grad, 0.05)
    if epoch % 50 == 0:
        print(epoch, loss)
