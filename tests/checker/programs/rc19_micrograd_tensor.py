import numpy as np

class Tensor:
    def __init__(self, data, parents=()):
        self.data = np.asarray(data, dtype=float)
        self.grad = np.zeros_like(self.data)
        self._prev = parents
        self._backward = lambda: None

    def __matmul__(self, other):
        out = Tensor(self.data @ other.data, (self, other))
        def _backward():
            self.grad += out.grad @ other.data.T
            other.grad += self.data.T @ out.grad
        out._backward = _backward
        return out

    def __add__(self, other):
        out = Tensor(self.data + other.data, (self, other))
        def _backward():
            self.grad += out.grad
            other.grad += out.grad.sum(axis=0, keepdims=True)
        out._backward = _backward
        return out

    def tanh(self):
        t = np.tanh(self.data)
        out = Tensor(t, (self,))
        def _backward():
            self.grad += (1 - t ** 2) * out.grad
        out._backward = _backward
        return out

    def hinge(self, y):
        m = 1 - y * self.data
        out = Tensor(np.maximum(m, 0).mean(), (self,))
        def _backward():
            self.grad += np.where(m > 0, -y, 0) / y.size * out.grad
        out._backward = _backward
        return out

    def backward(self):
        topo, seen = [], set()
        def build(v):
            if id(v) not in seen:
                seen.add(id(v))
                for c in v._prev:
                    build(c)
                topo.append(v)
        build(self)
        self.grad = np.ones_like(self.data)
        for v in reversed(topo):
            v._backward()

rng = np.random.default_rng(19)
X = Tensor(rng.standard_normal((70, 2)))
y = np.where(X.data[:, :1] * X.data[:, 1:] > 0, 1.0, -1.0)
W1, b1 = Tensor(rng.standard_normal((2, 8))), Tensor(np.zeros((1, 8)))
W2, b2 = Tensor(rng.standard_normal((8, 8)) * 0.4), Tensor(np.zeros((1, 8)))
W3, b3 = Tensor(rng.standard_normal((8, 1)) * 0.4), Tensor(np.zeros((1, 1)))
params = [W1, b1, W2, b2, W3, b3]

for k in range(150):
    h = (X @ W1 + b1).tanh()
    h = (h @ W2 + b2).tanh()
    loss = (h @ W3 + b3).hinge(y)
    for p in params:
        p.grad = np.zeros_like(p.data)
    loss.backward()
    for p in params:
        p.data -= 0.3 * p.grad
    if k % 30 == 0:
        print(k, float(loss.data))
