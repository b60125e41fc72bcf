# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["activation-derivative-helper"]
# mistake = "In GELU's derivative the inner derivative has lost the factor sqrt(2/pi)."
# wrong_lines = [48]
# cause_lines = [32]
# right = { "32" = "inner = GeluNet.k * (1 + 3 * 0.044715 * z ** 2)" }
# wrong_in_itself = ["dz1"]
# wrong_quantities = ["dz1", "dW1", "db1"]
# [/backprop]

import numpy as np


class GeluNet:
    k = np.sqrt(2.0 / np.pi)

    def __init__(self):
        rs = np.random.RandomState(19)
        self.W1 = rs.randn(2, 6) * 1.2
        self.b1 = rs.randn(6) * 0.5
        self.W2 = rs.randn(6, 1)

    @staticmethod
    def gelu(z):
        return 0.5 * z * (1 + np.tanh(GeluNet.k * (z + 0.044715 * z ** 3)))

    @staticmethod
    def gelu_grad(z):
        t = np.tanh(GeluNet.k * (z + 0.044715 * z ** 3))
        inner = 1 + 3 * 0.044715 * z ** 2
        return 0.5 * (1 + t) + 0.5 * z * (1 - t ** 2) * inner

    def forward(self, X):
        self.X = X
        self.z1 = X @ self.W1 + self.b1
        self.a1 = self.gelu(self.z1)
        out = self.a1 @ self.W2
        return out

    def cost(self, out, Y):
        return ((out - Y) ** 2).mean()

    def backward(self, out, Y):
        dout = 2 * (out - Y) / Y.size
        self.dW2 = self.a1.T @ dout
        dz1 = (dout @ self.W2.T) * self.gelu_grad(self.z1)
        self.dW1 = self.X.T @ dz1
        self.db1 = dz1.sum(axis=0)


X = np.random.RandomState(0).randn(25, 2)
Y = np.cos(X[:, :1]) * X[:, 1:]
net = GeluNet()

if __name__ == "__main__":
    for i in range(100):
        out = net.forward(X)
        net.backward(out, Y)
        net.W1 -= 0.05 * net.dW1
        net.b1 -= 0.05 * net.db1
        net.W2 -= 0.05 * net.dW2
        if i % 25 == 0:
            print(i, net.cost(out, Y))
