from collections import OrderedDict, defaultdict, deque
import numpy as np

np.random.seed(9)
dims = [3, 7, 5, 2]
P = OrderedDict()
for i, (a, b) in enumerate(zip(dims, dims[1:]), 1):
    P["W" + str(i)] = np.random.randn(b, a) * (1 / a) ** 0.5
    P["b" + str(i)] = np.zeros(b)
L = len(dims) - 1
samples = [(v, np.array([v.sum(), v[0] * v[1]])) for v in np.random.randn(15, 3)]
recent = deque(maxlen=5)

for epoch in range(15):
    grads = defaultdict(float)
    total = 0
    for x, t in samples:
        stack = deque()
        a = x
        for i in range(1, L + 1):
            z = P[f"W{i}"] @ a + P[f"b{i}"]
            stack.append((i, a, z))
            a = z if i == L else np.arctan(z)
        total += 0.5 * np.sum((t - a) ** 2)
        delta = a - t
        while stack:
            i, a_in, z = stack.pop()
            if i < L:
                delta = delta / (1 + z ** 2)
            grads[f"W{i}"] += np.outer(delta, a_in)
            grads[f"b{i}"] += delta
            delta = P[f"W{i}"].T @ delta
    total /= len(samples)
    recent.append(total)
    for name in P:
        P[name] -= 0.1 * grads[name] / len(samples)
    if len(recent) == recent.maxlen and max(recent) - min(recent) < 1e-6:
        break
print("average of the last losses", sum(recent) / len(recent))
