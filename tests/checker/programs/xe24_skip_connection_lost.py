import numpy as np

rng = np.random.default_rng(33)
x = rng.normal(size=(35, 3))
goal = np.cos(x.sum(axis=1, keepdims=True))
theta = dict(A=rng.normal(size=(3, 5)) * 0.5, a=np.zeros(5),
             B=rng.normal(size=(5, 5)) * 0.5, b=np.zeros(5),
             C=rng.normal(size=(5, 1)) * 0.5)


def forward(x, th):
    h1 = np.tanh(np.einsum('ni,ij->nj', x, th['A']) + th['a'])
    t2 = np.tanh(np.einsum('ni,ij->nj', h1, th['B']) + th['b'])
    h2 = t2 + h1
    return h1, t2, h2, np.einsum('ni,ij->nj', h2, th['C'])


def backward(x, goal, th, h1, t2, h2, out):
    d_out = (out - goal) / len(x)
    g = {'C': np.einsum('ni,nj->ij', h2, d_out)}
    d_h2 = np.einsum('nj,ij->ni', d_out, th['C'])
    d_s2 = d_h2 * (1 - t2 ** 2)
    g['B'] = np.einsum('ni,nj->ij', h1, d_s2)
    g['b'] = d_s2.sum(axis=0)
    d_h1 = np.einsum('nj,ij->ni', d_s2, th['B'])
    d_s1 = d_h1 * (1 - h1 ** 2)
    g['A'] = np.einsum('ni,nj->ij', x, d_s1)
    g['a'] = d_s1.sum(axis=0)
    return g


for it in range(120):
    h1, t2, h2, out = forward(x, theta)
    loss = 0.5 * np.mean((out - goal) ** 2)
    g = backward(x, goal, theta, h1, t2, h2, out)
    theta = {k: theta[k] - 0.2 * g[k] for k in theta}
print('loss', loss)
