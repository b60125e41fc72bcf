# Each layer = a generator. next/send(x) gives the output, send(grad) gives the
# gradient wrt the input and updates the weights. Just a fun way to write backprop.
import numpy as np

LR = 0.3


def linear(W, b):
    out = None
    while True:
        x = yield out
        g = yield x @ W.T + b
        out = g @ W
        W -= LR * (g.T @ x)
        b -= LR * g.sum(0)


def sigmoid():
    out = None
    while True:
        x = yield out
        s = 1 / (1 + np.exp(-x))
        g = yield s
        out = g * s * (1 - s)


def relu():
    out = None
    while True:
        x = yield out
        g = yield np.maximum(x, 0)
        out = g * (x > 0)


def start(gen):
    next(gen)
    return gen


def run(layers, X, Y, eps=1e-12):
    v = X
    for l in layers:
        v = l.send(v)
    loss = -np.mean(Y * np.log(v + eps) + (1 - Y) * np.log(1 - v + eps))
    g = -(Y / (v + eps) - (1 - Y) / (1 - v + eps)) / Y.size
    for l in reversed(layers):
        g = l.send(g)
    return loss


def make(seed):
    r = np.random.RandomState(seed)
    weights = [(r.randn(8, 2) * 0.8, np.zeros(8)), (r.randn(1, 8) * 0.5, np.zeros(1))]
    layers = [start(linear(*weights[0])), start(relu()), start(linear(*weights[1])), start(sigmoid())]
    return weights, layers


if __name__ == "__main__":
    r = np.random.RandomState(0)
    X = r.uniform(-1, 1, (200, 2))
    Y = ((X ** 2).sum(1, keepdims=True) < 0.5).astype(float)
    weights, layers = make(5)
    for i in range(1500):
        l = run(layers, X, Y)
        if i % 300 == 0:
            print(i, l)
