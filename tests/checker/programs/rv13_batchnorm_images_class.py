# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["batch-norm", "2d"]
# about = "Batch norm per channel on images (mean over batch, height and width) in the compact formula, written with m = size of one channel."
# [/backprop]

import numpy as np

rng = np.random.RandomState(13)
imgs = rng.randn(3, 2, 2, 3)
t = rng.randn(3)
M = rng.randn(2, 2)                      # a 1x1 convolution
v = rng.randn(2)
AX = (0, 2, 3)


class BatchNorm2D:
    def __init__(self, c, eps=1e-5):
        self.gamma = np.ones((1, c, 1, 1)) * 1.2
        self.beta = np.zeros((1, c, 1, 1))
        self.eps = eps

    def forward(self, x):
        self.m = x.size // x.shape[1]
        xc = x - x.mean(axis=AX, keepdims=True)
        self.istd = (np.square(xc).mean(axis=AX, keepdims=True) + self.eps) ** -0.5
        self.xhat = xc * self.istd
        y = self.gamma * self.xhat + self.beta
        return np.tanh(y)

    def backward(self, dy):
        self.dbeta = dy.sum(axis=AX, keepdims=True)
        self.dgamma = (dy * self.xhat).sum(axis=AX, keepdims=True)
        dx = self.gamma * self.istd / self.m * (self.m * dy - self.dbeta - self.xhat * self.dgamma)
        return dx


def head(a):
    return a.sum(axis=(2, 3)) @ v


def backward(out, a):
    err = out - t
    dv = a.sum(axis=(2, 3)).T @ err
    da = np.repeat(np.outer(err, v), 6).reshape(a.shape)
    da *= 1 - a ** 2
    dx = bn.backward(da)
    dM = np.einsum("nchw,ndhw->cd", imgs, dx)
    return dM, dv


bn = BatchNorm2D(2)
if __name__ == "__main__":
    for k in range(30):
        a = bn.forward(np.einsum("nchw,cd->ndhw", imgs, M))
        out = head(a)
        dM, dv = backward(out, a)
        for p, g in ((M, dM), (v, dv), (bn.gamma, bn.dgamma), (bn.beta, bn.dbeta)):
            p -= 0.02 * g
        if k % 10 == 0:
            print(k, 0.5 * np.sum((out - t) ** 2))
