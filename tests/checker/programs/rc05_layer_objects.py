import numpy as np

class Dense:
    def __init__(self, nin, nout, rng):
        self.w = rng.normal(0, np.sqrt(2 / nin), (nin, nout))
        self.b = np.zeros(nout)

    def forward(self, x):
        self.x = x
        return x @ self.w + self.b

    def backward(self, grad):
        self.gw = self.x.T @ grad
        self.gb = grad.sum(0)
        return grad @ self.w.T

class ReLU:
    def forward(self, x):
        self.mask = x > 0
        return x * self.mask

    def backward(self, grad):
        return grad * self.mask

class Sigmoid:
    def forward(self, x):
        self.out = 1 / (1 + np.exp(-x))
        return self.out

    def backward(self, grad):
        return grad * self.out * (1 - self.out)

class MSE:
    def forward(self, pred, target):
        self.diff = pred - target
        return (self.diff ** 2).mean()

    def backward(self):
        return 2 * self.diff / self.diff.size

class Model:
    def __init__(self, layers, loss):
        self.layers, self.loss = layers, loss

    def forward(self, x, t):
        for l in self.layers:
            x = l.forward(x)
        return self.loss.forward(x, t)

    def backward(self):
        g = self.loss.backward()
        for l in reversed(self.layers):
            g = l.backward(g)

    def step(self, lr):
        for l in self.layers:
            if isinstance(l, Dense):
                l.w -= lr * l.gw
                l.b -= lr * l.gb

rng = np.random.default_rng(3)
x = rng.normal(size=(80, 3))
t = (x[:, :1] * x[:, 1:2] > 0).astype(float)
net = Model([Dense(3, 10, rng), ReLU(), Dense(10, 6, rng), ReLU(), Dense(6, 1, rng), Sigmoid()], MSE())
for epoch in range(400):
    l = net.forward(x, t)
    net.backward()
    net.step(0.8)
    if epoch % 100 == 0:
        print(epoch, l)
