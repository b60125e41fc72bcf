import numpy as np


class Network:
    def __init__(self, layers, seed=0):
        rs = np.random.RandomState(seed)
        self.layers = layers
        self.weights = []
        self.biases = []
        for i in range(len(layers) - 1):
            self.weights.append(rs.randn(layers[i], layers[i + 1]) * np.sqrt(2. / layers[i]))
            self.biases.append(np.full(layers[i + 1], 0.1))

    def forward(self, x):
        self.acts = [x]
        self.zs = []
        for i, (w, b) in enumerate(zip(self.weights, self.biases)):
            z = self.acts[-1].dot(w) + b
            self.zs.append(z)
            # linear output for regression
            self.acts.append(z if i == len(self.weights) - 1 else np.maximum(z, 0))
        return self.acts[-1]

    def backward(self, y):
        dws, dbs = [], []
        delta = (self.acts[-1] - y) / len(y)
        for l in range(len(self.weights) - 1, -1, -1):
            dws.insert(0, self.acts[l].T.dot(delta))
            dbs.insert(0, delta.sum(axis=0))
            if l > 0:
                delta = delta.dot(self.weights[l].T) * (self.zs[l] > 0)
        return dws, dbs

    def update(self, dws, dbs, lr):
        for i in range(len(self.weights)):
            self.weights[i] -= lr * dws[i]
            self.biases[i] -= lr * dbs[i]


rs = np.random.RandomState(1)
X = rs.randn(50, 3)
Y = np.c_[X[:, 0] * X[:, 1], X[:, 2], X.sum(axis=1), np.abs(X[:, 0]), X[:, 1] - X[:, 2]]
net = Network([3, 5, 5, 5])
for epoch in range(60):
    out = net.forward(X)
    loss = 0.5 * np.sum((out - Y) ** 2) / len(Y)
    dws, dbs = net.backward(Y)
    net.update(dws, dbs, 0.01)
    if epoch % 10 == 0:
        print("Epoch", epoch, "Loss", loss)
