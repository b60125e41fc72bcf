import numpy as np

np.random.seed(15)
N, D, H, C = 50, 4, 9, 3
X = np.random.randn(N, D) * np.array([1., 5., .2, 2.])
y = (X[:, 0] > 0).astype(int) + (X[:, 1] > 2).astype(int)

W1 = np.random.randn(D, H) * 0.5
gamma = np.ones(H)
beta = np.zeros(H)
W2 = np.random.randn(H, C) * 0.3
b2 = np.zeros(C)
running_mean, running_var = np.zeros(H), np.zeros(H)
eps, momentum, lr = 1e-5, 0.9, 0.4


def batchnorm_forward(x, gamma, beta):
    mu = x.mean(axis=0)
    xc = x - mu
    var = np.mean(xc ** 2, axis=0)
    ivar = 1. / np.sqrt(var + eps)
    xhat = xc * ivar
    return gamma * xhat + beta, (xhat, ivar, gamma), mu, var


def batchnorm_backward(dout, cache):
    xhat, ivar, gamma = cache
    n = dout.shape[0]
    dbeta = np.sum(dout, axis=0)
    dgamma = np.sum(dout * xhat, axis=0)
    # simplified formula, see Kevin Zakka's / Frederik Kratzert's notes
    dx = (gamma * ivar / n) * (n * dout - dbeta - xhat * dgamma)
    return dx, dgamma, dbeta


for step in range(150):
    # no bias in the first layer, beta does its work
    pre = X.dot(W1)
    bn, cache, mu, var = batchnorm_forward(pre, gamma, beta)
    running_mean = momentum * running_mean + (1 - momentum) * mu
    running_var = momentum * running_var + (1 - momentum) * var
    hid = np.maximum(bn, 0)
    scores = hid.dot(W2) + b2
    shifted = scores - np.max(scores, axis=1)[:, None]
    logZ = np.log(np.exp(shifted).sum(axis=1))
    loss = np.mean(logZ - shifted[np.arange(N), y])

    dscores = np.exp(shifted - logZ[:, None])
    dscores[np.arange(N), y] -= 1
    dscores /= N
    dW2, db2 = hid.T.dot(dscores), dscores.sum(axis=0)
    dhid = dscores.dot(W2.T)
    dbn = np.where(bn > 0, dhid, 0)
    dpre, dgamma, dbeta = batchnorm_backward(dbn, cache)
    dW1 = X.T.dot(dpre)

    W1 -= lr * dW1
    gamma -= lr * dgamma
    beta -= lr * dbeta
    W2 -= lr * dW2
    b2 -= lr * db2
    if step % 30 == 0:
        print('step %3d loss %.4f' % (step, loss))
