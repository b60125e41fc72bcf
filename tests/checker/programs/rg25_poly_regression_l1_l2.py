import numpy as np

np.random.seed(12)
n = 40
x = np.sort(np.random.uniform(-1, 1, n))
y = 1 - 2 * x + 0.5 * x ** 4 + 0.05 * np.random.randn(n)

Phi = np.vander(x, 6, increasing=True)     # first column is ones
w = np.random.randn(6) * 0.1
l1, l2 = 0.01, 0.02
lr = 0.1

for it in range(800):
    r = Phi @ w - y
    data_cost = r @ r / (2 * n)
    cost = data_cost + l1 * np.abs(w[1:]).sum() + l2 / 2 * (w[1:] ** 2).sum()
    grad = Phi.T @ r / n
    grad[1:] += l1 * np.sign(w[1:]) + l2 * w[1:]
    w -= lr * grad
    if it % 200 == 0:
        print(it, round(cost, 5))
print(np.round(w, 3))
