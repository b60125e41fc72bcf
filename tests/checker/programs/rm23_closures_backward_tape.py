# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["closures"]
# about = "forward returns a list of backward closures (loop variables bound through default arguments); gradients come in reversed order and are turned round."
# [/backprop]

import numpy as np


def build(sizes, seed):
    state = np.random.RandomState(seed)
    return [state.randn(a + 1, b) / np.sqrt(a + 1) for a, b in zip(sizes[:-1], sizes[1:])]


def pad(a):
    return np.hstack([a, np.ones((a.shape[0], 1))])


def forward(theta, x):
    tape = []
    for k, W in enumerate(theta):
        xin = pad(x)
        z = xin @ W
        last = k == len(theta) - 1
        x = z if last else np.arctan(z)

        def back(grad_out, xin=xin, z=z, W=W, last=last):
            grad_z = grad_out if last else grad_out / (1 + z ** 2)
            return grad_z @ W[:-1].T, xin.T @ grad_z

        tape.append(back)
    return x, tape


def mse(out, target):
    n = out.size
    r = out - target
    return (r ** 2).sum() / n, 2.0 * r / n


rs = np.random.RandomState(2)
x = rs.uniform(-2, 2, (20, 1))
target = np.concatenate((np.abs(x), np.cos(x)), axis=1)
theta = build([1, 6, 6, 2], seed=8)
curve = []

for it in range(120):
    out, tape = forward(theta, x)
    value, grad = mse(out, target)
    grads = []
    while tape:
        grad, gW = tape.pop()(grad)
        grads.append(gW)
    grads = grads[::-1]
    theta = [W - 0.3 * g for W, g in zip(theta, grads)]
    curve.append(value)

print("mse: %.4f ... %.4f" % (curve[0], curve[-1]))
