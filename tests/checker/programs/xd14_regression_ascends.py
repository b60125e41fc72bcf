import numpy as np

class Net(object):
    """1-10-1 network to learn a sine"""
    def __init__(self):
        r = np.random.RandomState(2)
        self.W1 = r.randn(1, 10) * 0.8
        self.b1 = r.randn(10) * 0.1
        self.W2 = r.randn(10, 1) * 0.3
        self.b2 = np.zeros(1)

    def predict(self, x):
        self.x = x
        self.s = np.dot(x, self.W1) + self.b1
        self.h = np.tanh(self.s)
        self.p = np.dot(self.h, self.W2) + self.b2
        return self.p

    def grads(self, t):
        n = t.shape[0]
        e = 2.0 * (t - self.p) / n
        self.gW2 = np.dot(self.h.T, e)
        self.gb2 = e.sum(axis=0)
        d = np.dot(e, self.W2.T) * (1 - self.h ** 2)
        self.gW1 = np.dot(self.x.T, d)
        self.gb1 = d.sum(axis=0)

    def step(self, lr):
        self.W1 -= lr * self.gW1
        self.b1 -= lr * self.gb1
        self.W2 -= lr * self.gW2
        self.b2 -= lr * self.gb2


x = np.linspace(-2, 2, 40).reshape(-1, 1)
t = np.sin(1.5 * x)
net = Net()
history = []
for it in range(40):
    pred = net.predict(x)
    mse = np.mean((pred - t) ** 2)
    history.append(mse)
    net.grads(t)
    net.step(0.05)
print("first", history[0], "last", history[-1])
