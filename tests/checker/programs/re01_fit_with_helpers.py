import numpy as np


class Dense:
    def __init__(self, n_in, n_out, rng):
        self.W = rng.normal(0, 1 / np.sqrt(n_in), (n_in, n_out))
        self.b = np.zeros(n_out)

    def __call__(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, grad):
        self.dW = self.x.T @ grad
        self.db = grad.sum(axis=0)
        return grad @ self.W.T

    def params(self):
        yield "W", self.dW
        yield "b", self.db


class Tanh:
    def __call__(self, x):
        self.y = np.tanh(x)
        return self.y

    def backward(self, grad):
        return grad * (1 - self.y ** 2)

    def params(self):
        return ()


class MSE:
    def __call__(self, pred, target):
        self.diff = pred - target
        return (self.diff ** 2).mean()

    def backward(self):
        return 2 * self.diff / self.diff.size


class SGD:
    def __init__(self, lr):
        self.lr = lr

    def step(self, layers):
        for layer in layers:
            for name, g in layer.params():
                setattr(layer, name, getattr(layer, name) - self.lr * g)


class Regressor:
    def __init__(self, sizes, lr=0.1, epochs=60, seed=0):
        rng = np.random.default_rng(seed)
        self.layers = []
        for a, b in zip(sizes[:-1], sizes[1:]):
            self.layers += [Dense(a, b, rng), Tanh()]
        self.layers.pop()
        self.criterion = MSE()
        self.optim = SGD(lr)
        self.epochs = epochs

    def predict(self, X):
        for layer in self.layers:
            X = layer(X)
        return X

    def fit(self, X, y):
        self.loss_curve_ = []
        for _ in range(self.epochs):
            out = self.predict(X)
            self.loss_curve_.append(self.criterion(out, y))
            grad = self.criterion.backward()
            for layer in reversed(self.layers):
                grad = layer.backward(grad)
            self.optim.step(self.layers)
        return self


if __name__ == "__main__":
    rng = np.random.RandomState(3)
    X = rng.uniform(-2, 2, (80, 2))
    y = np.column_stack([np.sin(X[:, 0]), X[:, 0] * X[:, 1]])
    model = Regressor([2, 12, 8, 2]).fit(X, y)
    print("first %.4f last %.4f" % (model.loss_curve_[0], model.loss_curve_[-1]))
