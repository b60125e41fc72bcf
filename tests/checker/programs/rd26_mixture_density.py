"""Mixture density network (Bishop 1994) on the inverted sine, K gaussians."""
import numpy as np

np.random.seed(2)
n, H, K = 80, 12, 3
t = np.random.uniform(0, 1, (n, 1))
x = t + 0.3 * np.sin(2 * np.pi * t) + np.random.uniform(-0.1, 0.1, (n, 1))

params = dict(
    W1=np.random.randn(1, H), b1=np.random.randn(H),
    Wpi=np.random.randn(H, K) * 0.3, bpi=np.zeros(K),
    Wmu=np.random.randn(H, K) * 0.3, bmu=np.random.rand(K),
    Wsig=np.random.randn(H, K) * 0.1, bsig=np.full(K, -1.0),
)


def forward(p, x):
    h = np.tanh(x @ p['W1'] + p['b1'])
    a_pi = h @ p['Wpi'] + p['bpi']
    pi = np.exp(a_pi - a_pi.max(1, keepdims=True))
    pi /= pi.sum(1, keepdims=True)
    mu = h @ p['Wmu'] + p['bmu']
    sigma = np.exp(h @ p['Wsig'] + p['bsig'])
    return h, pi, mu, sigma


lr = 0.05
for it in range(300):
    h, pi, mu, sigma = forward(params, x)
    phi = np.exp(-0.5 * ((t - mu) / sigma) ** 2) / (np.sqrt(2 * np.pi) * sigma)
    joint = pi * phi
    lik = joint.sum(axis=1, keepdims=True)
    nll = -np.log(lik).mean()
    gamma = joint / lik                      # responsibilities

    # Bishop eq. (5.155)-(5.157), for sigma via its log
    d_pi = (pi - gamma) / n
    d_mu = gamma * (mu - t) / sigma ** 2 / n
    d_sig = gamma * (1 - (t - mu) ** 2 / sigma ** 2) / n

    grads = {'Wpi': h.T @ d_pi, 'Wmu': h.T @ d_mu, 'Wsig': h.T @ d_sig,
             'bpi': d_pi.sum(0), 'bmu': d_mu.sum(0), 'bsig': d_sig.sum(0)}
    dh = d_pi @ params['Wpi'].T + d_mu @ params['Wmu'].T + d_sig @ params['Wsig'].T
    dz = dh * (1 - h * h)
    grads['W1'] = x.T @ dz
    grads['b1'] = dz.sum(0)

    for name, g in grads.items():
        params[name] -= lr * g
    if it % 75 == 0:
        print('%3d  nll = %.4f' % (it, nll))
print('%3d  nll = %.4f' % (it, nll))
