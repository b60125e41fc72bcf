import numpy as np


class Layer:
    def __init__(self, fan_in, fan_out, act):
        self.W = np.random.randn(fan_out, fan_in) * 0.6
        self.b = np.random.randn(fan_out, 1) * 0.1
        self.act = act

    def __call__(self, A):
        self.A_prev = A
        Z = self.W @ A + self.b
        if self.act == "sigmoid":
            self.A = 1 / (1 + np.exp(-Z))
        else:
            E = np.exp(Z - Z.max(axis=0, keepdims=True))
            self.A = E / E.sum(axis=0, keepdims=True)
        return self.A

    def back(self, grad):
        m = self.A_prev.shape[1]
        if self.act == "sigmoid":
            dZ = grad * self.A * (1 - self.A)
        else:
            dZ = self.A - grad
        self.dW = dZ @ self.A_prev.T / m
        self.db = np.sum(dZ) / m
        return self.W.T @ dZ

    def step(self, lr):
        self.W -= lr * self.dW
        self.b -= lr * self.db


np.random.seed(36)
X = np.random.randn(2, 54)
group = (X[0] > 0).astype(int) + (X[1] > 0.5)
Y = np.eye(3)[group].T
model = [Layer(2, 6, "sigmoid"), Layer(6, 3, "softmax")]
for epoch in range(100):
    A = X
    for layer in model:
        A = layer(A)
    loss = -np.sum(Y * np.log(A)) / X.shape[1]
    grad = Y
    for layer in reversed(model):
        grad = layer.back(grad)
    for layer in model:
        layer.step(0.5)
print(loss)
