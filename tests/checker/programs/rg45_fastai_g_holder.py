import numpy as np


class T:
    """value plus gradient"""
    def __init__(self, v): self.v, self.g = v, 0.


def lin(inp, w, b): return inp.v @ w.v + b.v

def lin_grad(inp, out, w, b):
    inp.g = out.g @ w.v.T
    w.g = (inp.v[:, :, None] * out.g[:, None, :]).sum(0)
    b.g = out.g.sum(0)

def relu(x): return x.clip(min=0.) - 0.5      # shifted relu

def relu_grad(inp, out): inp.g = (inp.v > 0) * out.g

def mse(pred, targ): return ((pred.v[:, 0] - targ) ** 2).mean()

def mse_grad(pred, targ): pred.g = 2. * (pred.v[:, 0] - targ)[:, None] / targ.shape[0]


rng = np.random.default_rng(56)
x_raw = rng.random((88, 4)) * 10
targ = np.floor(x_raw[:, 0] / 3) + x_raw[:, 3] * 0.1
x = T((x_raw - x_raw.mean()) / x_raw.std())
nh = 11
w1, b1 = T(rng.standard_normal((4, nh)) * np.sqrt(2 / 4)), T(np.zeros(nh))
w2, b2 = T(rng.standard_normal((nh, 1)) / np.sqrt(nh)), T(np.zeros(1))

for i in range(120):
    l1 = T(lin(x, w1, b1))
    l2 = T(relu(l1.v))
    out = T(lin(l2, w2, b2))
    loss = mse(out, targ)

    mse_grad(out, targ)
    lin_grad(l2, out, w2, b2)
    relu_grad(l1, l2)
    lin_grad(x, l1, w1, b1)

    for t in (w1, b1, w2, b2):
        t.v -= 0.05 * t.g
    if i % 30 == 0: print(i, loss)
