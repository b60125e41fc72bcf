# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["dropout", "relu-derivative"]
# mistake = "Inverted dropout divides by keep going forward; going back only the mask is applied, without the division."
# wrong_lines = [57]
# cause_lines = []
# right = { "57" = "dx = g * self.mask / self.keep" }
# wrong_in_itself = ["ddrop"]
# wrong_quantities = ["ddrop", "dz", "dW6", "db6", "step_W1", "step_b1"]
# [/backprop]

import numpy as np

np.random.seed(23)
X = np.random.randn(10, 3)
y = np.maximum(X[:, :1], X[:, 1:2])


class Dense:
    def __init__(self, n_in, n_out):
        self.W = np.random.randn(n_in, n_out) * np.sqrt(2 / n_in)
        self.b = np.zeros(n_out)

    def forward(self, x):
        self.x = x
        z = x @ self.W + self.b
        return z

    def backward(self, g):
        self.dW = self.x.T @ g
        self.db = g.sum(axis=0)
        return g @ self.W.T


class ReLU:
    def forward(self, x):
        self.on = x > 0
        r = x * self.on
        return r

    def backward(self, g):
        dz = g * self.on
        return dz


class Dropout:
    def __init__(self, keep, units):
        self.keep = keep
        self.mask = np.random.rand(len(X), units) < keep

    def forward(self, x):
        dropped = x * self.mask / self.keep
        return dropped

    def backward(self, g):
        dx = g * self.mask
        return dx


class Net:
    def __init__(self):
        self.parts = [Dense(3, 6), ReLU(), Dropout(0.6, 6), Dense(6, 1)]

    def forward(self, x):
        for part in self.parts:
            x = part.forward(x)
        return x

    def backward(self, g):
        for part in self.parts[::-1]:
            g = part.backward(g)

    def update(self, lr):
        for part in self.parts:
            if hasattr(part, "W"):
                part.W -= lr * part.dW
                part.b -= lr * part.db


net = Net()
if __name__ == "__main__":
    for epoch in range(50):
        out = net.forward(X)
        net.backward((out - y) / out.size)
        net.update(0.1)
        if epoch % 10 == 0:
            print(epoch, np.mean((out - y) ** 2) / 2)
