import numpy as np

# 2-2-1 network, every weight written out
np.random.seed(30)
w11, w12, w21, w22 = np.random.randn(4)
v1, v2 = np.random.randn(2)
b1 = b2 = b3 = 0.1


def sig(x):
    return 1 / (1 + np.exp(-x))


samples = [(0.05, 0.10, 0.3), (0.9, 0.2, 0.8), (0.4, 0.7, 0.55), (0.1, 0.95, 0.2)]
eta = 0.5
for epoch in range(200):
    total = 0
    for i1, i2, target in samples:
        h1 = sig(w11 * i1 + w12 * i2 + b1)
        h2 = sig(w21 * i1 + w22 * i2 + b2)
        o = sig(v1 * h1 + v2 * h2 + b3)
        total += 0.5 * (target - o) ** 2

        d_o = -(target - o) * o * (1 - o)
        d_h1 = d_o * v1 * h1 * (1 - h1)
        d_h2 = d_o * v2 * h2 * (1 - h2)

        v1 -= eta * d_o * h1
        v2 -= eta * d_o * h2
        b3 -= eta * d_o
        w11 -= eta * d_h1 * i1
        w12 -= eta * d_h1 * i2
        b1 -= eta * d_h1
        w21 -= eta * d_h2 * i1
        w22 -= eta * d_h2 * i2
        b2 -= eta * d_h2
    if epoch % 50 == 0:
        print('epoch', epoch, 'error', total)
