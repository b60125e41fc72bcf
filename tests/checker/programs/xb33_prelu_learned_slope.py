# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["activation-derivative", "learned-slope"]
# mistake = "The gradient of PReLU's learned slope sums dA*Z over all entries, not only over the negative ones."
# wrong_lines = [39]
# cause_lines = []
# right = { "39" = "self.dalpha = (dA * self.Z * (self.Z <= 0)).sum(axis=1, keepdims=True)" }
# wrong_in_itself = ["dalpha"]
# wrong_quantities = ["dalpha"]
# [/backprop]

import numpy as np


class PReLUNet:
    """y = W2 prelu(W1 x + b1), slope alpha per hidden unit is trained too"""

    def __init__(self, nx, nh, ny):
        r = np.random.RandomState(91)
        self.W1 = r.randn(nh, nx)
        self.b1 = r.randn(nh, 1) * 0.1
        self.alpha = np.full((nh, 1), 0.25)
        self.W2 = r.randn(ny, nh) / np.sqrt(nh)

    def forward(self, X):
        self.Z = self.W1.dot(X) + self.b1
        self.A = np.where(self.Z > 0, self.Z, self.alpha * self.Z)
        out = self.W2.dot(self.A)
        return out

    def loss(self, out, Y):
        return np.square(out - Y).sum() / (2 * Y.shape[1])

    def backward(self, X, Y, out):
        dout = (out - Y) / Y.shape[1]
        self.dW2 = dout.dot(self.A.T)
        dA = self.W2.T.dot(dout)
        self.dalpha = (dA * self.Z).sum(axis=1, keepdims=True)
        dZ = dA * np.where(self.Z > 0, 1, self.alpha)
        self.dW1 = dZ.dot(X.T)
        self.db1 = dZ.sum(axis=1, keepdims=True)

    def step(self, lr):
        for name in ("W1", "b1", "alpha", "W2"):
            setattr(self, name, getattr(self, name) - lr * getattr(self, "d" + name))


X = np.linspace(-2, 2, 30).reshape(2, 15)
Y = np.abs(X[:1]) - X[1:]
model = PReLUNet(2, 5, 1)

if __name__ == "__main__":
    for epoch in range(100):
        out = model.forward(X)
        model.backward(X, Y, out)
        model.step(0.05)
        if epoch % 25 == 0:
            print(epoch, model.loss(out, Y))
