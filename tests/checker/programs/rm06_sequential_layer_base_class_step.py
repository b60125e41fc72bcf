# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["sequential-framework"]
# about = "Small framework: Layer base class with forward/backward/step; the mean over the samples is taken in the Dense layers, the loss gradient only carries 2 / outputs."
# [/backprop]

import numpy as np


class Layer:
    def forward(self, x):
        raise NotImplementedError

    def backward(self, grad):
        raise NotImplementedError

    def step(self, lr):
        pass                      # layers without parameters: nothing to do


class Dense(Layer):
    def __init__(self, n_in, n_out, rng):
        self.W = rng.uniform(-1, 1, (n_in, n_out))
        self.b = np.zeros(n_out)

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, grad):
        self.dW = self.x.T @ grad / len(grad)
        self.db = grad.mean(axis=0)
        return grad @ self.W.T

    def step(self, lr):
        self.W -= lr * self.dW
        self.b -= lr * self.db


class Tanh(Layer):
    def forward(self, x):
        self.out = np.tanh(x)
        return self.out

    def backward(self, grad):
        dz = grad * (1.0 - self.out ** 2)
        return dz


class MSE:
    def __call__(self, pred, target):
        self.diff = pred - target
        return np.mean(self.diff ** 2)

    def gradient(self):
        return 2 * self.diff / self.diff.shape[1]


class Sequential:
    def __init__(self, *layers):
        self.layers = layers

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, grad):
        for layer in self.layers[::-1]:
            grad = layer.backward(grad)
        return grad

    def step(self, lr):
        for layer in self.layers:
            layer.step(lr)


rng = np.random.default_rng(3)
x = np.linspace(-1, 1, 25).reshape(-1, 1)
target = np.hstack([np.sin(3 * x), x ** 2])
model = Sequential(Dense(1, 6, rng), Tanh(), Dense(6, 2, rng))
criterion = MSE()
for epoch in range(100):
    pred = model.forward(x)
    loss = criterion(pred, target)
    g = criterion.gradient()
    model.backward(g)
    model.step(lr=0.5)
    if epoch % 25 == 0:
        print(f"{epoch:4d}  {loss:.5f}")
