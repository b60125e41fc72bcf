import numpy as np


def softsign(z):
    return z / (1 + np.abs(z))


def softsign_prime(z):
    return 1 / (1 + np.abs(z))


def feed(net, x):
    s = {'a0': x}
    for i in (1, 2):
        s['z%d' % i] = net['W%d' % i] @ s['a%d' % (i - 1)] + net['b%d' % i]
        s['a%d' % i] = softsign(s['z%d' % i])
    s['out'] = net['W3'] @ s['a2'] + net['b3']
    return s


def back(net, s, t):
    m = t.shape[1]
    delta3 = (s['out'] - t) / m
    delta2 = (net['W3'].T @ delta3) * softsign_prime(s['z2'])
    delta1 = (net['W2'].T @ delta2) * softsign_prime(s['z1'])
    grads = {}
    grads['W3'] = delta3 @ s['a2'].T
    grads['b3'] = delta3.sum(axis=1, keepdims=True)
    grads['W2'] = delta3 @ s['a1'].T
    grads['b2'] = delta2.sum(axis=1, keepdims=True)
    grads['W1'] = delta1 @ s['a0'].T
    grads['b1'] = delta1.sum(axis=1, keepdims=True)
    return grads


rs = np.random.RandomState(40)
x = rs.randn(4, 30)
t = np.abs(x) - x[::-1] / 2
net = {}
for i in (1, 2, 3):
    net['W%d' % i] = rs.randn(4, 4) * 0.8
    net['b%d' % i] = rs.randn(4, 1) * 0.2
for epoch in range(120):
    s = feed(net, x)
    L = 0.5 * np.sum((s['out'] - t) ** 2) / x.shape[1]
    grads = back(net, s, t)
    for key in grads:
        net[key] -= 0.1 * grads[key]
    if epoch % 40 == 0:
        print(epoch, L)
