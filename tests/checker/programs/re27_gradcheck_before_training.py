import numpy as np


class TwoLayerNet(object):
    """ affine - leaky relu - affine - L2 distance """

    def __init__(self, dims, scale=0.3):
        D, H, C = dims
        self.params = {'W1': scale * np.random.randn(D, H), 'b1': 0.1 * np.random.randn(H),
                       'W2': scale * np.random.randn(H, C), 'b2': 0.1 * np.random.randn(C)}

    def loss(self, X, y=None, reg=0.0):
        W1, b1, W2, b2 = (self.params[k] for k in ('W1', 'b1', 'W2', 'b2'))
        N = X.shape[0]
        pre = X.dot(W1) + b1
        hid = np.maximum(0.05 * pre, pre)
        scores = hid.dot(W2) + b2
        if y is None:
            return scores
        dist = scores - y
        loss = 0.5 * np.sum(dist ** 2) / N + 0.5 * reg * (np.sum(W1 * W1) + np.sum(W2 * W2))
        grads = {}
        dscores = dist / N
        grads['W2'] = hid.T.dot(dscores) + reg * W2
        grads['b2'] = np.sum(dscores, axis=0)
        dhid = dscores.dot(W2.T)
        dhid[pre < 0] *= 0.05
        grads['W1'] = X.T.dot(dhid) + reg * W1
        grads['b1'] = np.sum(dhid, axis=0)
        return loss, grads


def eval_numerical_gradient(f, x, h=1e-5):
    grad = np.zeros_like(x)
    it = np.nditer(x, flags=['multi_index'])
    while not it.finished:
        ix = it.multi_index
        keep = x[ix]
        x[ix] = keep + h
        plus = f()
        x[ix] = keep - h
        minus = f()
        x[ix] = keep
        grad[ix] = (plus - minus) / (2 * h)
        it.iternext()
    return grad


def rel_error(a, b):
    return np.max(np.abs(a - b) / np.maximum(1e-8, np.abs(a) + np.abs(b)))


np.random.seed(231)
toy_X, toy_y = np.random.randn(5, 4), np.random.randn(5, 2)
toy = TwoLayerNet((4, 6, 2))
_, grads = toy.loss(toy_X, toy_y, reg=0.1)
for name in sorted(grads):
    num = eval_numerical_gradient(lambda: toy.loss(toy_X, toy_y, reg=0.1)[0], toy.params[name])
    print('%s max relative error: %e' % (name, rel_error(num, grads[name])))

X = np.random.randn(100, 4)
y = np.stack([np.tanh(X.sum(1)), X[:, 0] * X[:, 3]]).T
net = TwoLayerNet((4, 20, 2))
lr, stats = 0.1, []
for it in range(100):
    batch = np.random.choice(100, 50)
    loss, grads = net.loss(X[batch], y[batch], reg=1e-3)
    stats.append(loss)
    for k in net.params:
        net.params[k] -= lr * grads[k]
    if it % 25 == 24:
        lr *= 0.9
print('loss history', stats[0], '...', stats[-1])
