import numpy as np

np.random.seed(12)


class Layer:
    params = ()

    def update(self, lr):
        for name in self.params:
            value = getattr(self, name)
            value -= lr * getattr(self, "d" + name)


class Dense(Layer):
    params = ("W", "b")

    def __init__(self, n_in, n_out):
        self.W = np.random.randn(n_in, n_out) / np.sqrt(n_in)
        self.b = np.zeros((1, n_out))

    def forward(self, x, train=True):
        self.x = x
        return x @ self.W + self.b

    def backward(self, grad):
        self.dW = self.x.T @ grad
        self.db = grad.sum(axis=0, keepdims=True)
        return grad @ self.W.T


class Tanh(Layer):
    def forward(self, x, train=True):
        self.out = np.tanh(x)
        return self.out

    def backward(self, grad):
        return grad * (1 - self.out ** 2)


class Dropout(Layer):
    def __init__(self, keep):
        self.keep = keep

    def forward(self, x, train=True):
        if not train:
            return x
        self.mask = (np.random.rand(*x.shape) < self.keep) / self.keep
        return x * self.mask

    def backward(self, grad):
        return grad * self.mask


layers = [Dense(3, 16), Tanh(), Dropout(0.8), Dense(16, 8), Tanh(), Dense(8, 2)]
x = np.random.randn(32, 3)
y = np.column_stack((np.sin(x[:, 0]) + x[:, 1], x[:, 2] ** 2))
history = []
for epoch in range(40):
    out = x
    for layer in layers:
        out = layer.forward(out)
    loss = np.mean((out - y) ** 2)
    history.append(loss)
    grad = 2 * (out - y) / out.size
    for layer in layers[::-1]:
        grad = layer.backward(grad)
    for layer in layers:
        layer.update(0.1)
test = x
for layer in layers:
    test = layer.forward(test, train=False)
print("train (with dropout) %.4f, without %.4f" % (history[-1], np.mean((test - y) ** 2)))
