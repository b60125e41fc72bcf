# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["autograd-engine"]
# about = "A small array autograd engine: each operation leaves a closure, gradients are added up, broadcast axes are summed away."
# [/backprop]

import numpy as np


class Tensor:
    def __init__(self, data, parents=()):
        self.data = np.asarray(data, dtype=float)
        self.grad = np.zeros_like(self.data)
        self.parents = parents
        self.back = lambda: None

    def __matmul__(self, other):
        out = Tensor(self.data @ other.data, (self, other))

        def back():
            self.grad += out.grad @ other.data.T
            other.grad += self.data.T @ out.grad
        out.back = back
        return out

    def __add__(self, other):
        out = Tensor(self.data + other.data, (self, other))

        def back():
            for t in (self, other):
                g = out.grad
                while g.ndim > t.data.ndim:
                    g = g.sum(axis=0)
                t.grad += g
        out.back = back
        return out

    def __mul__(self, other):
        out = Tensor(self.data * other.data, (self, other))

        def back():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad
        out.back = back
        return out

    def tanh(self):
        out = Tensor(np.tanh(self.data), (self,))

        def back():
            self.grad += (1 - out.data ** 2) * out.grad
        out.back = back
        return out

    def mean(self):
        out = Tensor(self.data.mean(), (self,))

        def back():
            self.grad += np.full(self.data.shape, out.grad / self.data.size)
        out.back = back
        return out

    def backward(self):
        order, seen = [], set()

        def visit(t):
            if id(t) not in seen:
                seen.add(id(t))
                for p in t.parents:
                    visit(p)
                order.append(t)
        visit(self)
        self.grad = np.ones_like(self.data)
        for t in reversed(order):
            t.back()


rng = np.random.RandomState(14)
X, minus_Y = Tensor(rng.randn(6, 2)), Tensor(-rng.randn(6, 1))
W1, b1, W2 = Tensor(rng.randn(2, 3)), Tensor(np.zeros(3)), Tensor(rng.randn(3, 1))


def build():
    h = (X @ W1 + b1).tanh()
    e = (h + h * h) @ W2 + minus_Y
    return (e * e).mean()


def run_backward(loss):
    for p in (W1, b1, W2):
        p.grad = np.zeros_like(p.data)
    loss.backward()


def step(lr):
    for p in (W1, b1, W2):
        p.data -= lr * p.grad


if __name__ == "__main__":
    for i in range(40):
        loss = build()
        run_backward(loss)
        step(0.1)
        if i % 10 == 0:
            print(i, float(loss.data))
