"""Every operation returns its value and a function that pulls gradients back."""
import numpy as np


def linear(x, W, b):
    def pull(g):
        return g @ W.T, x.T @ g, g.sum(0)
    return x @ W + b, pull


def softplus(x):
    y = np.logaddexp(0, x)
    return y, lambda g: g / (1 + np.exp(-x))


def cross_entropy(scores, labels):
    shifted = scores - scores.max(1, keepdims=True)
    logp = shifted - np.log(np.exp(shifted).sum(1, keepdims=True))
    n = len(labels)

    def pull():
        g = np.exp(logp)
        g[np.arange(n), labels] -= 1
        return g / n
    return -logp[np.arange(n), labels].mean(), pull


def value_and_grad(params, x, labels):
    (W1, b1), (W2, b2) = params
    h, back_l1 = linear(x, W1, b1)
    s, back_sp = softplus(h)
    o, back_l2 = linear(s, W2, b2)
    loss, back_ce = cross_entropy(o, labels)

    gs, gW2, gb2 = back_l2(back_ce())
    _, gW1, gb1 = back_l1(back_sp(gs))
    return loss, [(gW1, gb1), (gW2, gb2)]


np.random.seed(21)
centers = np.array([[0, 2], [2, -1], [-2, -1]])
labels = np.random.randint(0, 3, 90)
points = centers[labels] + np.random.randn(90, 2)

params = [(np.random.randn(2, 10) * .5, np.zeros(10)),
          (np.random.randn(10, 3) * .5, np.zeros(3))]
for epoch in range(50):
    loss, grads = value_and_grad(params, points, labels)
    params = [tuple(p - 0.5 * g for p, g in zip(layer, glayer))
              for layer, glayer in zip(params, grads)]
    if epoch % 10 == 0:
        print(f"{epoch:3d}  {loss:.4f}")
