# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["batch-normalisation", "mean-path-lost"]
# mistake = "Staged batch-norm backward: the 1/N of the variance's mean is missing in dcarre, and the path through the mean is left out of dx."
# wrong_lines = [53, 55]
# cause_lines = []
# right = { "53" = "dcarre = 1. / N * np.ones((N, H)) * dvar", "55" = "dx = dxmu - 1. / N * np.sum(dxmu, axis=0)" }
# wrong_in_itself = ["dcarre", "dx"]
# wrong_quantities = ["dcarre", "dx", "dW"]
# [/backprop]

import numpy as np

np.random.seed(77)
N, D, H = 10, 3, 4
X = np.random.randn(N, D) * 2 + 1
Y = np.random.randn(N, 2)
W = np.random.randn(D, H) * .5
gamma = np.random.rand(H) + .5
beta = np.random.randn(H) * .1
V = np.random.randn(H, 2) * .5
eps = 1e-5


def forward(X, Y):
    x = X.dot(W)
    mu = 1. / N * np.sum(x, axis=0)
    xmu = x - mu
    carre = xmu ** 2
    var = 1. / N * np.sum(carre, axis=0)
    sqrtvar = np.sqrt(var + eps)
    invvar = 1. / sqrtvar
    va2 = xmu * invvar
    out = np.tanh(gamma * va2 + beta)
    pred = out.dot(V)
    loss = np.sum((pred - Y) ** 2) / N
    return loss, (X, Y, xmu, var, sqrtvar, invvar, va2, out, pred)


def backward(cache):
    X, Y, xmu, var, sqrtvar, invvar, va2, out, pred = cache
    dpred = 2. / N * (pred - Y)
    dV = out.T.dot(dpred)
    dva3 = dpred.dot(V.T) * (1 - out ** 2)
    dbeta = np.sum(dva3, axis=0)
    dgamma = np.sum(va2 * dva3, axis=0)
    dva2 = gamma * dva3
    dxmu = invvar * dva2
    dinvvar = np.sum(xmu * dva2, axis=0)
    dsqrtvar = -1. / (sqrtvar ** 2) * dinvvar
    dvar = 0.5 * (var + eps) ** (-0.5) * dsqrtvar
    dcarre = np.ones((N, H)) * dvar
    dxmu += 2 * xmu * dcarre
    dx = dxmu
    dW = X.T.dot(dx)
    return dW, dgamma, dbeta, dV


if __name__ == "__main__":
    for i in range(50):
        loss, cache = forward(X, Y)
        for p, d in zip((W, gamma, beta, V), backward(cache)):
            p -= 0.02 * d
        if i % 10 == 0:
            print(i, loss)
