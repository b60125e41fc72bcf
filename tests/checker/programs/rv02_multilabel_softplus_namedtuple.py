# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["multi-label", "softplus"]
# about = "Multi-label sigmoid loss from logits with logaddexp; the softplus slope is taken from its value as 1 - exp(-H)."
# [/backprop]

from collections import namedtuple

import numpy as np

Net = namedtuple("Net", "W1 b1 W2 b2")
rs = np.random.RandomState(0)
X = rs.randn(7, 3)
T = (rs.rand(7, 4) < 0.4).astype(float)
net = Net(rs.randn(3, 5) * 0.4, np.zeros(5), rs.randn(5, 4) * 0.4, np.zeros(4))


def forward(net, X):
    Z = X @ net.W1 + net.b1
    H = np.logaddexp(0, Z)
    S = H @ net.W2 + net.b2
    return Z, H, S


def multilabel_loss(S, T):
    return (np.logaddexp(0, S) - T * S).sum(axis=1).mean()


def backward(net, X, H, S, T):
    dS = 1 / (1 + np.exp(-S))
    dS -= T
    dS /= X.shape[0]
    dZ = (dS @ net.W2.T) * (1 - np.exp(-H))
    out = Net(X.T @ dZ, dZ.sum(axis=0), H.T @ dS, dS.sum(axis=0))
    return out


if __name__ == "__main__":
    for epoch in range(60):
        Z, H, S = forward(net, X)
        if epoch % 20 == 0:
            print(epoch, multilabel_loss(S, T))
        grads = backward(net, X, H, S, T)
        net = Net(*[p - 0.1 * g for p, g in zip(net, grads)])
