import numpy as np
from collections import OrderedDict

np.random.seed(99)
N = 120
X = np.random.randn(N, 4)
t = (np.abs(X[:, 0]) + X[:, 1] > 1).astype(int) + (X[:, 2] > 0.8)
T = np.zeros((N, 3))
T[np.arange(N), t] = 1

net = OrderedDict()
net['W1'] = np.random.randn(4, 15) / 2
net['b1'] = np.zeros(15)
net['W2'] = np.random.randn(15, 3) / 4
net['b2'] = np.zeros(3)
vel = {k: np.zeros_like(p) for k, p in net.items()}
mu = 0.9
lr0 = 0.1


def elu(x):
    return np.where(x > 0, x, np.exp(np.minimum(x, 0)) - 1)


def delu(x):
    return np.where(x > 0, 1.0, np.exp(np.minimum(x, 0)))


for epoch in range(150):
    lr = lr0 / (1 + 0.01 * epoch)
    z = X @ net['W1'] + net['b1']
    h = elu(z)
    s = h @ net['W2'] + net['b2']
    s = s - s.max(1, keepdims=True)
    logp = s - np.log(np.exp(s).sum(1, keepdims=True))
    loss = -(T * logp).sum() / N

    g = {}
    ds = (np.exp(logp) - T) / N
    g['W2'] = h.T @ ds
    g['b2'] = ds.sum(0)
    dz = ds @ net['W2'].T * delu(z)
    g['W1'] = X.T @ dz
    g['b1'] = dz.sum(0)

    for k in net:
        vel[k] = mu * vel[k] - lr * g[k]
        net[k] += vel[k]
    if epoch % 30 == 0:
        print(epoch, 'loss %.4f' % loss, 'lr %.4f' % lr)
