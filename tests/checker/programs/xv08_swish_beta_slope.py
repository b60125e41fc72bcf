# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["swish", "learned-slope"]
# mistake = "The slope of z*sigmoid(beta z) misses beta in its second term; dbeta takes z instead of z squared."
# wrong_lines = [40, 41]
# cause_lines = []
# right = { "41" = "dZ = dA * (s + self.beta * Z * s * (1 - s))", "40" = "self.g[\"beta\"] = np.sum(dA * Z ** 2 * s * (1 - s), axis=0)" }
# wrong_in_itself = ["dbeta", "dZ"]
# wrong_quantities = ["dbeta", "dZ", "dW1", "db1", "step_W1", "step_b1", "step_beta"]
# [/backprop]

import numpy as np

gen = np.random.default_rng(1)
X = gen.normal(size=(9, 2))
y = np.cos(X).sum(axis=1, keepdims=True)


class SwishNet:
    def __init__(self, n=4):
        self.W1 = gen.normal(size=(2, n))
        self.b1 = np.zeros(n)
        self.beta = np.full(n, 1.5)
        self.W2 = gen.normal(size=(n, 1)) / 2
        self.g = {}

    def __call__(self, X):
        self.X = X
        self.Z = X @ self.W1 + self.b1
        self.s = 1 / (1 + np.exp(-self.beta * self.Z))
        self.A = self.Z * self.s
        out = self.A @ self.W2
        return out

    def back(self, dout):
        Z, s = self.Z, self.s
        self.g["W2"] = self.A.T @ dout
        dA = dout @ self.W2.T
        self.g["beta"] = np.sum(dA * Z * s * (1 - s), axis=0)
        dZ = dA * (s + Z * s * (1 - s))
        self.g["W1"] = self.X.T @ dZ
        self.g["b1"] = dZ.sum(axis=0)

    def update(self, lr):
        for k, g in self.g.items():
            setattr(self, k, getattr(self, k) - lr * g)


net = SwishNet()
if __name__ == "__main__":
    for i in range(80):
        out = net(X)
        net.back(2 * (out - y) / out.size)
        net.update(0.05)
        if i % 20 == 0:
            print(i, np.mean((out - y) ** 2))
