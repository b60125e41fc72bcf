import numpy as np

def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))

class Network:
    def __init__(self, sizes):
        self.L = len(sizes)
        self.biases = [np.random.randn(n, 1) for n in sizes[1:]]
        self.weights = [np.random.randn(n, k) for k, n in zip(sizes[:-1], sizes[1:])]

    def feedforward(self, a):
        for b, w in zip(self.biases, self.weights):
            a = sigmoid(w @ a + b)
        return a

    def cost(self, batch):
        return sum(0.5 * np.sum((self.feedforward(x) - y) ** 2) for x, y in batch) / len(batch)

    def backprop(self, x, y):
        acts = [x]
        for b, w in zip(self.biases, self.weights):
            acts.append(sigmoid(w @ acts[-1] + b))
        db, dw = [0] * (self.L - 1), [0] * (self.L - 1)
        delta = (acts[-1] - y) * acts[-1] * (1 - acts[-1])
        for l in range(self.L - 2, -1, -1):
            db[l] = delta
            dw[l] = delta @ acts[l].T
            if l > 0:
                delta = (self.weights[l].T @ delta) * acts[l] * (1 - acts[l])
        return db, dw

    def update_mini_batch(self, batch, eta, nabla_b={}, nabla_w={}):
        n = len(batch)
        for x, y in batch:
            db, dw = self.backprop(x, y)
            for l in range(self.L - 1):
                nabla_b[l] = nabla_b.get(l, 0) + db[l]
                nabla_w[l] = nabla_w.get(l, 0) + dw[l]
        for l in range(self.L - 1):
            self.weights[l] = self.weights[l] - eta / n * nabla_w[l]
            self.biases[l] = self.biases[l] - eta / n * nabla_b[l]

np.random.seed(0)
data = []
for i in range(40):
    c = i % 2
    data.append((np.random.randn(3, 1) + (2 if c else -2), np.eye(2)[:, [c]]))
net = Network([3, 5, 2])
for epoch in range(15):
    order = np.random.permutation(len(data))
    for k in range(0, len(data), 8):
        net.update_mini_batch([data[i] for i in order[k:k + 8]], 0.5)
    if epoch % 3 == 0:
        print("epoch", epoch, "cost", net.cost(data))
