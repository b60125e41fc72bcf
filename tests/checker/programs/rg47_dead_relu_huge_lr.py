import numpy as np

# some relus are dead on purpose (bias -50), others get saturated sigmoids behind them
np.random.seed(90)
X = np.random.rand(2, 30) * 2
Y = np.where(X[0] > X[1], 1, 0).reshape(1, 30)

params = [np.random.randn(6, 2), np.zeros((6, 1)), np.random.randn(4, 6), np.zeros((4, 1)), np.random.randn(1, 4), np.zeros((1, 1))]
params[1][:2] = -50.0

history = []
for epoch in range(50):
    W1, b1, W2, b2, W3, b3 = params
    z1 = W1 @ X + b1
    a1 = z1 * (z1 > 0)
    z2 = W2 @ a1 + b2
    a2 = 1 / (1 + np.exp(-z2))
    z3 = W3 @ a2 + b3
    a3 = 1 / (1 + np.exp(-z3))
    J = -np.sum(Y * np.log(a3 + 1e-15) + (1 - Y) * np.log(1 - a3 + 1e-15)) / 30
    history.append(J)

    dz3 = a3 - Y
    dz2 = W3.T @ dz3 * a2 * (1 - a2)
    dz1 = W2.T @ dz2 * np.where(z1 > 0, 1, 0)
    gradients = [dz1 @ X.T, dz1.sum(axis=1, keepdims=True),
                 dz2 @ a1.T, dz2.sum(axis=1, keepdims=True),
                 dz3 @ a2.T, dz3.sum(axis=1, keepdims=True)]
    for i in range(len(params)):
        params[i][...] -= 8.0 / 30 * gradients[i]

print(['%.3f' % v for v in history[::10]])
print('dead units:', int(np.sum(np.all(z1 <= 0, axis=1))))
