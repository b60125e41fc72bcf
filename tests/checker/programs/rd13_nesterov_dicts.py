"""Assignment 1b: two hidden layers, Nesterov accelerated gradient (formulation of the lecture slides)."""
import numpy as np

rs = np.random.RandomState(7)
N = 100
X = rs.rand(N, 3)
T = np.stack([np.sin(2 * X[:, 0]) * X[:, 1], X[:, 2] - X[:, 0]], axis=1)


def init(sizes):
    p = {}
    for l, (fi, fo) in enumerate(zip(sizes, sizes[1:]), start=1):
        p[f'W{l}'] = rs.uniform(-1, 1, (fi, fo)) * np.sqrt(6 / (fi + fo))
        p[f'b{l}'] = np.zeros(fo)
    return p


def loss_and_grads(p, x, t):
    h1 = np.tanh(x @ p['W1'] + p['b1'])
    h2 = np.tanh(h1 @ p['W2'] + p['b2'])
    o = h2 @ p['W3'] + p['b3']
    diff = o - t
    loss = 0.5 * np.sum(diff ** 2) / len(x)

    gr = {}
    d = diff / len(x)
    gr['W3'], gr['b3'] = h2.T @ d, d.sum(axis=0)
    d = (d @ p['W3'].T) * (1 - h2 ** 2)
    gr['W2'], gr['b2'] = h1.T @ d, d.sum(axis=0)
    d = (d @ p['W2'].T) * (1 - h1 ** 2)
    gr['W1'], gr['b1'] = x.T @ d, d.sum(axis=0)
    return loss, gr


theta = init([3, 8, 6, 2])
vel = {k: np.zeros_like(w) for k, w in theta.items()}
mu, lr = 0.9, 0.1

for epoch in range(150):
    # look ahead, then take the gradient there
    ahead = {k: theta[k] + mu * vel[k] for k in theta}
    loss, gr = loss_and_grads(ahead, X, T)
    for k in theta:
        vel[k] = mu * vel[k] - lr * gr[k]
        theta[k] = theta[k] + vel[k]
    if epoch % 30 == 0:
        print(epoch, round(loss, 5))
print('final', loss_and_grads(theta, X, T)[0])
