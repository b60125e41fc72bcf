# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["wrong-normaliser", "bias-summed-over-units"]
# mistake = "Lin.backward: w.g takes the mean over the samples though the mse has its 1/n already, and b.g sums over the units too."
# wrong_lines = [42, 43]
# cause_lines = []
# right = { "42" = "self.w.g = (self.inp.v[:, :, None] * self.out.g[:, None, :]).sum(0)", "43" = "self.b.g = self.out.g.sum(0)" }
# wrong_in_itself = ["gw2", "gw1", "gb1"]
# wrong_quantities = ["gw2", "gw1", "gb1"]
# [/backprop]

import numpy as np


class Node:
    def __init__(self, v):
        self.v, self.g = np.asarray(v, dtype=float), None


class Relu():
    def __call__(self, inp):
        self.inp = inp
        self.out = Node(inp.v.clip(0.) - 0.5)
        return self.out

    def backward(self):
        self.inp.g = (self.inp.v > 0) * self.out.g


class Lin():
    def __init__(self, w, b, name):
        self.w, self.b, self.name = w, b, name

    def __call__(self, inp):
        self.inp = inp
        self.out = Node(inp.v @ self.w.v + self.b.v)
        return self.out

    def backward(self):
        self.inp.g = self.out.g @ self.w.v.T
        self.w.g = (self.inp.v[:, :, None] * self.out.g[:, None, :]).mean(0)
        self.b.g = self.out.g.sum()


class Mse():
    def __call__(self, inp, targ):
        self.inp, self.targ = inp, targ
        return ((inp.v.squeeze() - targ) ** 2).mean()

    def backward(self):
        self.inp.g = 2. * (self.inp.v.squeeze() - self.targ)[:, None] / self.targ.shape[0]


class Model():
    def __init__(self, layers):
        self.layers, self.loss = layers, Mse()

    def __call__(self, x, targ):
        for l in self.layers:
            x = l(x)
        return self.loss(x, targ)

    def backward(self):
        self.loss.backward()
        for l in reversed(self.layers):
            l.backward()


rng = np.random.default_rng(40)
x_train = rng.normal(size=(15, 3))
y_train = x_train[:, 0] ** 2 - x_train[:, 1]
w1, b1 = Node(rng.normal(size=(3, 5)) * (2 / 3) ** .5), Node(np.zeros(5))
w2, b2 = Node(rng.normal(size=(5, 1)) * (2 / 5) ** .5), Node(np.zeros(1))
model = Model([Lin(w1, b1, 1), Relu(), Lin(w2, b2, 2)])

for epoch in range(60):
    loss = model(Node(x_train), y_train)
    model.backward()
    for p in (w1, b1, w2, b2):
        p.v -= 0.03 * p.g
    if epoch % 20 == 0:
        print(epoch, loss)
