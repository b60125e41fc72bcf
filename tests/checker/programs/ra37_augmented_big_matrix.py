# everything in ONE matrix M; views are cut out of it, so updating M updates the layers
import numpy as np

nin, nh, nout = 3, 5, 2
R = nin + 1 + nh + 1
M = np.random.RandomState(6).randn(R, max(nh, nout)) * 0.6
V1 = M[:nin + 1, :nh]
V2 = M[nin + 1:, :nout]
G = np.zeros_like(M)
used = np.zeros_like(M, dtype=bool)
used[:nin + 1, :nh] = True
used[nin + 1:, :nout] = True
M[~used] = 0

rs = np.random.RandomState(1)
X = rs.randn(140, nin)
lab = (np.abs(X).sum(1) > 2.3).astype(int)
Xa = np.c_[X, np.ones(len(X))]


def ff():
    h = 1.7159 * np.tanh(2 / 3 * (Xa @ V1))       # LeCun's scaled tanh
    ha = np.c_[h, np.ones(len(h))]
    s = ha @ V2
    s = s - s.max(1)[:, None]
    return h, ha, s - np.log(np.exp(s).sum(1))[:, None]


def cross_entropy():
    return -ff()[2][np.arange(len(lab)), lab].mean() + 0.0005 * (M ** 2).sum()


def fill_gradient():
    h, ha, logp = ff()
    d = np.exp(logp)
    d[np.arange(len(lab)), lab] -= 1
    d /= len(lab)
    G[nin + 1:, :nout] = ha.T @ d
    dh = d @ V2[:-1].T
    G[:nin + 1, :nh] = Xa.T @ (dh * (2 / 3) / 1.7159 * (1.7159 - h) * (1.7159 + h))
    G[used] += 0.001 * M[used]


for epoch in range(401):
    fill_gradient()
    np.subtract(M, 0.3 * G, out=M)
    if epoch % 100 == 0:
        acc = (ff()[2].argmax(1) == lab).mean()
        print("%d  %.4f  acc %.3f" % (epoch, cross_entropy(), acc))
