import numpy as np

np.random.seed(15)
x = np.random.uniform(-2, 2, (1, 40))
y = np.where(x > 0, x, -0.4 * x) + 0.3
W1, b1 = np.random.randn(6, 1), np.random.randn(6, 1) * 0.3
slope = np.full((6, 1), 0.25)
W2, b2 = np.random.randn(1, 6) * 0.4, np.zeros((1, 1))
m = x.shape[1]
lr0 = 0.1
for epoch in range(50):
    lr = lr0 / (1 + 0.02 * epoch)
    z = W1 @ x + b1
    neg = np.minimum(z, 0)
    a = np.maximum(z, 0) + slope * neg
    yhat = W2 @ a + b2
    J = np.sum((yhat - y) ** 2) / (2 * m)
    dy = yhat - y
    da = W2.T @ dy
    dslope = np.sum(da * neg, axis=1, keepdims=True) / m
    dz = np.where(z >= 0, da, slope * da)
    dW2, db2 = dy @ a.T / m, dy.mean(axis=1, keepdims=True)
    dW1, db1 = dz @ x.T / m, dz.mean(axis=1, keepdims=True)
    W1, b1, W2, b2, slope = (p - lr * g for p, g in
                             [(W1, dW1), (b1, db1), (W2, dW2), (b2, db2), (slope, dslope)])
print("J", J, "slopes", slope.ravel().round(2))
