import numpy as np

np.random.seed(21)
data = [(x / 5.0, abs(x / 5.0) * 0.7 + 0.1) for x in range(-8, 9)]
H = 5
w1 = np.random.randn(H)
b1 = np.random.randn(H) * 0.1
w2 = np.random.randn(H) * 0.5
b2 = 0.0
lr = 0.05

for epoch in range(20):
    gw1 = np.zeros(H)
    gb1 = np.zeros(H)
    gw2 = np.zeros(H)
    gb2 = 0.0
    total = 0.0
    for x, t in data:
        z = [w1[j] * x + b1[j] for j in range(H)]
        a = [zj if zj > 0 else 0.0 for zj in z]
        out = sum(w2[j] * a[j] for j in range(H)) + b2
        e = out - t
        total += e * e
        gb2 += e
        for j in range(H):
            gw2[j] += e * a[j]
            if z[j] <= 0:
                continue
            gw1[j] += e * w2[j] * x
            gb1[j] += e * w2[j]
    n = len(data)
    total /= n
    w1 -= lr * 2 * gw1 / n
    b1 -= lr * 2 * gb1 / n
    w2 -= lr * 2 * gw2 / n
    b2 -= lr * 2 * gb2 / n
    if epoch % 5 == 0:
        print("epoch", epoch, "mse", total)
