import numpy as np

np.random.seed(23)
N = 100
theta = np.random.rand(N) * 2 * np.pi
radius = np.where(np.arange(N) < 50, 0.5, 1.5) + np.random.randn(N) * 0.1
X = np.c_[radius * np.cos(theta), radius * np.sin(theta)]
t = (np.arange(N) < 50).astype(float)[:, None]

W1 = np.random.randn(2, 8)
b1 = np.zeros(8)
W2 = np.random.randn(8, 1) * 0.5
b2 = np.zeros(1)

vW1, vb1 = np.zeros_like(W1), np.zeros_like(b1)
vW2, vb2 = np.zeros_like(W2), np.zeros_like(b2)
lr, mu = 0.02, 0.9

for epoch in range(200):
    a1 = np.maximum(X @ W1 + b1, 0)
    p = 1 / (1 + np.exp(-(a1 @ W2 + b2)))
    loss = -np.mean(t * np.log(p + 1e-12) + (1 - t) * np.log(1 - p + 1e-12))

    g2 = (p - t) / N
    g1 = g2 @ W2.T * (a1 > 0)

    vW2 = mu * vW2 - lr * (a1.T @ g2)
    vb2 = mu * vb2 + lr * g2.sum(0)
    vW1 = mu * vW1 - lr * (X.T @ g1)
    vb1 = mu * vb1 + lr * g1.sum(0)

    W2 += vW2
    b2 += vb2
    W1 += vW1
    b1 += vb1

    if epoch % 40 == 0:
        print("epoch", epoch, "loss", loss)
