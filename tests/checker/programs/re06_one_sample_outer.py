import numpy as np

np.random.seed(0)

# XOR-like toy set, one example after the other
N = 40
data = []
for i in range(N):
    p = np.random.uniform(-1, 1, 2)
    data.append((p, 1.0 if p[0] * p[1] > 0 else 0.0))

eta = 0.9
H = 5
V = np.random.normal(0, 0.8, (H, 2))
v0 = np.random.normal(0, 0.1, H)
u = np.random.normal(0, 0.8, H)
u0 = 0.0


def sgm(t):
    return 1.0 / (1.0 + np.exp(-t))


for epoch in range(200):
    np.random.shuffle(data)
    total, right = 0.0, 0
    for p, t in data:
        h = sgm(np.dot(V, p) + v0)
        o = sgm(np.dot(u, h) + u0)
        total += 0.5 * (t - o) ** 2
        right += (o > 0.5) == (t > 0.5)
        delta_o = (o - t) * o * (1 - o)
        delta_h = delta_o * u * h * (1 - h)
        u = u - eta * delta_o * h
        u0 = u0 - eta * delta_o
        V = V - eta * np.outer(delta_h, p)
        v0 = v0 - eta * delta_h
    if epoch % 40 == 39:
        print("epoch", epoch + 1, "error", total / N, "correct", right, "of", N)
