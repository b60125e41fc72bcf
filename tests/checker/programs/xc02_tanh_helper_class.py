import numpy as np

np.random.seed(3)

def dtanh(z):
    return 1 / np.cosh(z)

class ShallowNet:
    def __init__(self, n_x, n_h, n_y):
        self.W1 = np.random.randn(n_h, n_x) * 0.4
        self.b1 = np.zeros((n_h, 1))
        self.W2 = np.random.randn(n_y, n_h) * 0.4
        self.b2 = np.zeros((n_y, 1))

    def forward(self, X):
        self.Z1 = self.W1 @ X + self.b1
        self.A1 = np.tanh(self.Z1)
        self.Z2 = self.W2 @ self.A1 + self.b2
        self.A2 = 1 / (1 + np.exp(-self.Z2))
        return self.A2

    def cost(self, Y):
        m = Y.shape[1]
        return (-1 / m) * np.sum(Y * np.log(self.A2) + (1 - Y) * np.log(1 - self.A2))

    def backward(self, X, Y):
        m = X.shape[1]
        dZ2 = self.A2 - Y
        self.dW2 = (1 / m) * dZ2 @ self.A1.T
        self.db2 = (1 / m) * np.sum(dZ2, axis=1, keepdims=True)
        dA1 = self.W2.T @ dZ2
        dZ1 = dA1 * dtanh(self.Z1)
        self.dW1 = (1 / m) * dZ1 @ X.T
        self.db1 = (1 / m) * np.sum(dZ1, axis=1, keepdims=True)

    def step(self, lr):
        self.W1 -= lr * self.dW1
        self.b1 -= lr * self.db1
        self.W2 -= lr * self.dW2
        self.b2 -= lr * self.db2

X = np.random.randn(2, 200)
Y = (X[0:1] * X[1:2] > 0).astype(float)
net = ShallowNet(2, 8, 1)
for i in range(1500):
    net.forward(X)
    if i % 300 == 0:
        print(i, net.cost(Y))
    net.backward(X, Y)
    net.step(0.3)
