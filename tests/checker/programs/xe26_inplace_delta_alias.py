import numpy as np

np.random.seed(61)
N = 40
inn = np.random.randn(4, N)
fasit = np.tanh(inn[::-1]) * 1.5

W1 = np.random.randn(4, 4) * 0.5
c1 = np.zeros((4, 1))
g2 = np.ones((4, 1)) * 0.8
c2 = np.zeros((4, 1))
fart = 0.1

for runde in range(100):
    z = W1.dot(inn) + c1
    h = np.tanh(z)
    ut = g2 * h + c2
    kost = 0.5 * np.sum((ut - fasit) ** 2) / N

    d_ut = (ut - fasit) / N
    d_h = d_ut
    d_h *= g2
    d_h *= 1 - h ** 2
    grad_W1 = d_h.dot(inn.T)
    grad_c1 = d_h.sum(axis=1, keepdims=True)
    grad_g2 = (d_ut * h).sum(axis=1, keepdims=True)
    grad_c2 = d_ut.sum(axis=1, keepdims=True)

    W1 -= fart * grad_W1
    c1 -= fart * grad_c1
    g2 -= fart * grad_g2
    c2 -= fart * grad_c2
    if runde % 25 == 0:
        print(runde, kost)
