# Mixture density network (Bishop ch. 5.6), inverse problem toy data
import numpy as np

gen = np.random.default_rng(1)
N, H, K = 150, 16, 3
t = gen.uniform(0, 1, N)
x = t + 0.3 * np.sin(2 * np.pi * t) + gen.uniform(-0.08, 0.08, N)
x = (x - x.mean()) / x.std()

theta = {'W': gen.normal(0, 1, (1, H)), 'b': gen.normal(0, .5, H),
         'V': gen.normal(0, .3, (H, 3 * K)), 'c': np.r_[np.zeros(K), np.linspace(0, 1, K), -np.ones(K)]}


def mdn(theta, x, t):
    h = np.tanh(x[:, None] @ theta['W'] + theta['b'])
    o = h @ theta['V'] + theta['c']
    a, mu, ls = o[:, :K], o[:, K:2 * K], o[:, 2 * K:]        # ls = log sigma
    logpi = a - a.max(1, keepdims=True)
    logpi = logpi - np.log(np.exp(logpi).sum(1, keepdims=True))
    u = (t[:, None] - mu) * np.exp(-ls)
    logcomp = logpi - ls - 0.5 * u ** 2 - 0.5 * np.log(2 * np.pi)
    top = logcomp.max(1, keepdims=True)
    logp = top + np.log(np.exp(logcomp - top).sum(1, keepdims=True))
    E = -logp.sum()
    gamma = np.exp(logcomp - logp)                # responsibilities
    do = np.empty_like(o)
    do[:, :K] = np.exp(logpi) - gamma
    do[:, K:2 * K] = -gamma * u * np.exp(-ls)
    do[:, 2 * K:] = gamma * (1 - u ** 2)
    dh = (do @ theta['V'].T) * (1 - h ** 2)
    return E, {'W': x[None, :] @ dh, 'b': dh.sum(0), 'V': h.T @ do, 'c': do.sum(0)}


m = {k: 0 for k in theta}
s = {k: 0 for k in theta}
for it in range(1, 501):
    E, g = mdn(theta, x, t)
    for k in theta:
        m[k] = .9 * m[k] + .1 * g[k]
        s[k] = .999 * s[k] + .001 * g[k] ** 2
        theta[k] = theta[k] - .02 * (m[k] / (1 - .9 ** it)) / (np.sqrt(s[k] / (1 - .999 ** it)) + 1e-8)
    if it % 100 == 0:
        print("NLL per point", E / N)
