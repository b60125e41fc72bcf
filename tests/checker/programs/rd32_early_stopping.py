import copy
import numpy as np

rng = np.random.RandomState(0)
X = rng.randn(140, 5)
y = np.tanh(X[:, 0] - X[:, 1]) + 0.5 * X[:, 2] + 0.2 * rng.randn(140)
X_tr, X_va, y_tr, y_va = X[:100], X[100:], y[:100], y[100:]


class Regressor:
    """one hidden layer; y is 1-d here, so the output weights are a vector"""

    def __init__(self, n_in, n_hid=15, lr=0.05, momentum=0.8, wd=1e-4):
        self.lr, self.momentum, self.wd = lr, momentum, wd
        self.W = rng.randn(n_in, n_hid) / np.sqrt(n_in)
        self.b = np.zeros(n_hid)
        self.v = rng.randn(n_hid) / np.sqrt(n_hid)
        self.c = np.zeros(1)
        self.vel = [np.zeros_like(p) for p in self.params]

    @property
    def params(self):
        return [self.W, self.b, self.v, self.c]

    def __call__(self, X):
        self.h = 1 / (1 + np.exp(-(X @ self.W + self.b)))
        return self.h @ self.v + self.c

    def step(self, X, y):
        err = self(X) - y
        g = err / err.shape[0]
        gv = g @ self.h
        gc = g.sum(keepdims=True)
        gz = g[:, np.newaxis] * self.v * self.h * (1 - self.h)
        gW = X.T @ gz
        gb = gz.sum(axis=0)
        for p, vel, grad in zip(self.params, self.vel, [gW, gb, gv, gc]):
            vel *= self.momentum
            vel -= self.lr * grad
            p += vel
            if p.ndim == 2:
                p *= 1 - self.lr * self.wd      # decoupled weight decay
        return 0.5 * np.mean(err ** 2)


net = Regressor(5)
best, best_net, bad = np.inf, None, 0
for epoch in range(500):
    train_loss = 0
    perm = rng.permutation(len(X_tr))
    for chunk in np.array_split(perm, 5):
        train_loss += net.step(X_tr[chunk], y_tr[chunk]) / 5
    val_loss = 0.5 * np.mean((net(X_va) - y_va) ** 2)
    if val_loss < best - 1e-5:
        best, best_net, bad = val_loss, copy.deepcopy(net), 0
    else:
        bad += 1
        if bad >= 15:
            print('early stopping at epoch', epoch)
            break
    if epoch % 50 == 0:
        print('%d train %.4f val %.4f' % (epoch, train_loss, val_loss))
print('best val', best)
