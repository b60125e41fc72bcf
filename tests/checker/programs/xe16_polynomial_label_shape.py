import numpy as np

rng = np.random.default_rng(6)
n = 30
x = rng.uniform(-1, 1, n)
y = 1 - 2 * x + 3 * x ** 2 + rng.normal(0, 0.05, n)
features = np.stack([x, x ** 2, x ** 3], axis=1)

w = np.zeros((3, 1)) + 0.1
b = np.zeros(1)
alpha = 0.1

for epoch in range(100):
    pred = features @ w + b
    diff = pred - y
    gw = np.zeros((3, 1))
    for j in range(3):
        gw[j] = 2 * np.mean(diff * features[:, j])
    gb = 2 * np.mean(diff)
    w -= alpha * gw
    b -= alpha * gb
    if epoch % 25 == 0:
        print("mean difference", np.abs(diff).mean())
print(w.ravel(), b)
