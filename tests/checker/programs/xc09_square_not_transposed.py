import numpy as np

class Net:
    def __init__(self, width=6, depth=3, seed=0):
        rs = np.random.RandomState(seed)
        self.depth = depth
        self.W = [rs.normal(0, 1 / np.sqrt(width), (width, width)) for _ in range(depth)]
        self.b = [np.zeros((1, width)) for _ in range(depth)]

    def forward(self, x):
        self.a = [x]
        for i in range(self.depth - 1):
            self.a.append(np.tanh(self.a[-1] @ self.W[i] + self.b[i]))
        logits = self.a[-1] @ self.W[-1] + self.b[-1]
        e = np.exp(logits - logits.max(1, keepdims=True))
        self.p = e / e.sum(1, keepdims=True)
        return self.p

    def loss(self, t):
        return -np.sum(t * np.log(self.p)) / len(t)

    def backward(self, t):
        self.dW = [None] * self.depth
        self.db = [None] * self.depth
        d = (self.p - t) / len(t)
        for i in reversed(range(self.depth)):
            self.dW[i] = self.a[i].T @ d
            self.db[i] = d.sum(0, keepdims=True)
            if i > 0:
                d = (d @ self.W[i]) * (1 - self.a[i] ** 2)

    def update(self, lr):
        for i in range(self.depth):
            self.W[i] -= lr * self.dW[i]
            self.b[i] -= lr * self.db[i]

rs = np.random.RandomState(1)
x = rs.randn(96, 6)
t = np.eye(6)[np.argmax(x @ rs.randn(6, 6), axis=1)]
net = Net()
for step in range(400):
    net.forward(x)
    if step % 100 == 0:
        print("step", step, "loss", net.loss(t))
    net.backward(t)
    net.update(0.3)
