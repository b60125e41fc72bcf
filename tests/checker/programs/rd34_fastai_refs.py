# lesson "matmul to a model": forward and backward from the foundations, w.g style
import numpy as np

np.random.seed(4)


class T:
    "array plus its gradient"
    def __init__(self, d): self.d, self.g = d, None


def logged(fn):
    fn.calls = 0
    def wrapper(*args):
        fn.calls += 1
        return fn(*args)
    return wrapper


class Relu():
    def __call__(self, inp):
        self.inp = inp
        self.out = T(inp.d.clip(0.) - 0.5)
        return self.out
    def backward(self): self.inp.g = (self.inp.d > 0).astype(float) * self.out.g


class Lin():
    def __init__(self, w, b): self.w, self.b = w, b
    def __call__(self, inp):
        self.inp = inp
        self.out = T(inp.d @ self.w.d + self.b.d)
        return self.out
    def backward(self):
        self.inp.g = self.out.g @ self.w.d.T
        self.w.g = self.inp.d.T @ self.out.g
        self.b.g = self.out.g.sum(0)


class Mse():
    def __call__(self, inp, targ):
        self.inp, self.targ = inp, targ
        return (((inp.d.squeeze(-1) - targ) ** 2)).mean()
    def backward(self):
        self.inp.g = 2. * (self.inp.d.squeeze(-1) - self.targ)[:, None] / self.targ.shape[0]


class Model():
    def __init__(self, w1, b1, w2, b2):
        self.layers = [Lin(w1, b1), Relu(), Lin(w2, b2)]
        self.loss = Mse()
    @logged
    def forward(self, x, targ):
        x = T(x)
        for l in self.layers: x = l(x)
        return self.loss(x, targ)
    def backward(self):
        self.loss.backward()
        for l in reversed(self.layers): l.backward()


n, m, nh = 60, 6, 12
x_train = np.random.randn(n, m) * 3 + 1
x_train = (x_train - x_train.mean()) / x_train.std()
y_train = np.abs(x_train[:, 0]) + x_train[:, 1]
w1 = T(np.random.randn(m, nh) * np.sqrt(2 / m))
b1 = T(np.zeros(nh))
w2 = T(np.random.randn(nh, 1) / np.sqrt(nh))
b2 = T(np.zeros(1))
model = Model(w1, b1, w2, b2)

for i in range(200):
    loss = model.forward(x_train, y_train)
    model.backward()
    for p in (w1, b1, w2, b2):
        p.d -= 0.05 * p.g
        p.g = None
    if i % 40 == 0: print(i, loss)
