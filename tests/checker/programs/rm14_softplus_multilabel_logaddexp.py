# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["softplus", "logits"]
# about = "Softplus hidden layer by logaddexp, binary cross-entropy from logits for several labels, bias c as 1-d, tuple of gradients, decoupled decay not in the loss but in the update."
# [/backprop]

from typing import Tuple
import numpy as np

Array = np.ndarray
gen = np.random.RandomState(99)
X: Array = gen.uniform(-1, 1, size=(25, 3))
T: Array = np.stack([X[:, 0] > 0, X[:, 1] + X[:, 2] > 0.2], axis=1) + 0.0
V, c = gen.normal(size=(3, 6)), np.full(6, 0.1)
U, d = gen.normal(size=(6, 2)), np.zeros(2)


def softplus(z: Array) -> Array:
    return np.logaddexp(0, z)


def logistic(z: Array) -> Array:
    """The derivative of softplus, and the inverse of the logit."""
    return 0.5 * (1 + np.tanh(0.5 * z))


def forward(X: Array) -> Tuple[Array, Array, Array]:
    pre = X @ V + c
    hid = softplus(pre)
    logits = hid @ U + d
    return pre, hid, logits


def bce_with_logits(logits: Array, T: Array) -> float:
    return float((softplus(logits) - T * logits).mean())


def backward(X: Array, T: Array, pre: Array, hid: Array, logits: Array):
    g_out = (logistic(logits) - T) / T.size
    g_pre = (g_out @ U.T) * logistic(pre)
    grads = X.T @ g_pre, g_pre.sum(0), hid.T @ g_out, g_out.sum(0)
    return grads


rate, decay = 1.5, 1e-3
for sweep in range(120):
    pre, hid, logits = forward(X)
    objective = bce_with_logits(logits, T)
    gV, gc, gU, gd = backward(X, T, pre, hid, logits)
    V = (1 - decay) * V - rate * gV
    U = (1 - decay) * U - rate * gU
    c, d = c - rate * gc, d - rate * gd
    if sweep % 40 == 0:
        exact = ((logits > 0) == T).all(axis=1).mean()
        print(sweep, round(objective, 4), exact)
