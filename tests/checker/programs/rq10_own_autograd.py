import math
import random


class Value:
    def __init__(self, data, parents=(), op=""):
        self.data, self.grad = data, 0.0
        self._prev, self._backward = set(parents), lambda: None

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other), "+")

        def _backward():
            self.grad += out.grad
            other.grad += out.grad
        out._backward = _backward
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other), "*")

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad
        out._backward = _backward
        return out

    def tanh(self):
        t = math.tanh(self.data)
        out = Value(t, (self,), "tanh")

        def _backward():
            self.grad += (1 - t * t) * out.grad
        out._backward = _backward
        return out

    __radd__, __rmul__ = __add__, __mul__

    def backward(self):
        topo, seen = [], set()

        def build(v):
            if v not in seen:
                seen.add(v)
                for u in v._prev:
                    build(u)
                topo.append(v)
        build(self)
        self.grad = 1.0
        for v in reversed(topo):
            v._backward()


random.seed(4)
W = [[Value(random.uniform(-1, 1)) for _ in range(3)] for _ in range(4)]
U = [Value(random.uniform(-1, 1)) for _ in range(5)]
params = [p for row in W for p in row] + U
pts = [((0, 0), -1), ((0, 1), 1), ((1, 0), 1), ((1, 1), -1)]
for k in range(40):
    loss = Value(0.0)
    for (x1, x2), t in pts:
        h = [(w[0] * x1 + w[1] * x2 + w[2]).tanh() for w in W]
        o = (sum(u * hi for u, hi in zip(U, h)) + U[-1]).tanh()
        diff = o + (-t)
        loss = loss + diff * diff
    for p in params:
        p.grad = 0.0
    loss.backward()
    if k == 0:
        first = loss.data, [p.grad for p in params]
    for p in params:
        p.data -= 0.1 * p.grad
print("loss", first[0], "->", loss.data)
