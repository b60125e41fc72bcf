import numpy as np

np.random.seed(21)
data = np.random.uniform(-1, 1, (30, 3))
target = np.sin(data[:, 0]) + data[:, 1] * data[:, 2]

W = np.random.randn(7, 3) * 0.5
b = np.zeros(7)
u = np.random.randn(7) * 0.5
c = np.zeros(1)
lr = 0.05

for epoch in range(25):
    order = np.random.permutation(30)
    sq = 0.0
    for i in order:
        x = data[i]
        z = W @ x + b
        h = np.tanh(z)
        y = u @ h + c

        diff = y - target[i]
        sq += 0.5 * diff[0] ** 2

        g_u = diff * h
        g_h = diff * u
        g_z = g_h / np.cosh(z) ** 2
        W -= lr * np.outer(g_z, x)
        b -= lr * g_z
        u -= lr * g_u
        c -= lr * diff
    if epoch % 8 == 0:
        print(epoch, sq / 30)
