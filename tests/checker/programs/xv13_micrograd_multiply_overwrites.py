# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["autograd-engine", "gradient-overwritten"]
# mistake = "__mul__ assigns the gradients instead of adding to them, so a value used twice keeps one share only."
# wrong_lines = [38, 39]
# cause_lines = []
# right = { "38" = "self.grad += other.data * out.grad", "39" = "other.grad += self.data * out.grad" }
# wrong_in_itself = []
# wrong_quantities = ["dw", "db", "dv"]
# [/backprop]

import math


class Value:
    def __init__(self, data, children=()):
        self.data = data
        self.grad = 0.0
        self.children = children
        self._backward = lambda: None

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other))

        def _backward():
            self.grad += out.grad
            other.grad += out.grad
        out._backward = _backward
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other))

        def _backward():
            self.grad = other.data * out.grad
            other.grad = self.data * out.grad
        out._backward = _backward
        return out

    def tanh(self):
        out = Value(math.tanh(self.data), (self,))

        def _backward():
            self.grad += (1 - out.data ** 2) * out.grad
        out._backward = _backward
        return out

    def backward(self):
        topo, visited = [], set()

        def build(v):
            if v not in visited:
                visited.add(v)
                for child in v.children:
                    build(child)
                topo.append(v)
        build(self)
        self.grad = 1.0
        for v in reversed(topo):
            v._backward()


points = [(-1.0, 0.8), (0.5, -0.2), (2.0, -1.1)]
w, b, v = Value(0.7), Value(-0.1), Value(-1.2)


def build():
    total = Value(0.0)
    for x, y in points:
        h = (w * x + b).tanh()
        e = h * v + (-y)
        total = total + e * e
    return total


def backprop(L):
    for p in (w, b, v):
        p.grad = 0.0
    L.backward()


if __name__ == "__main__":
    for k in range(60):
        L = build()
        backprop(L)
        for p in (w, b, v):
            p.data -= 0.05 * p.grad
        if k % 20 == 0:
            print(k, L.data)
