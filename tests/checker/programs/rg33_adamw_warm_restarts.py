import math
import numpy as np

np.random.seed(33)
X = np.random.randn(110, 3)
y = (np.sin(X[:, [0]] * 2) + X[:, [1]] > X[:, [2]]).astype(float)

p = [np.random.randn(3, 12) * 0.5, np.zeros((1, 12)), np.random.randn(12, 1) * 0.3, np.zeros((1, 1))]
mom = [0 * q for q in p]
sec = [0 * q for q in p]
wd, T0, lr_max, lr_min = 0.01, 50, 0.03, 0.001

for it in range(200):
    h = np.tanh(X @ p[0] + p[1])
    logit = h @ p[2] + p[3]
    # numerically stable BCE with logits
    loss = np.mean(np.maximum(logit, 0) - logit * y + np.log1p(np.exp(-np.abs(logit))))

    g_logit = (1 / (1 + np.exp(-logit)) - y) / y.size
    g_h = g_logit @ p[2].T
    g_pre = g_h - g_h * h ** 2
    grads = (X.T @ g_pre, g_pre.sum(0, keepdims=True), h.T @ g_logit, g_logit.sum(0, keepdims=True))

    lr = lr_min + (lr_max - lr_min) * (1 + math.cos(math.pi * (it % T0) / T0)) / 2
    for i in range(4):
        mom[i] = 0.9 * mom[i] + 0.1 * grads[i]
        sec[i] = 0.99 * sec[i] + 0.01 * np.square(grads[i])
        mh = mom[i] / (1 - 0.9 ** (it + 1))
        sh = sec[i] / (1 - 0.99 ** (it + 1))
        if i % 2 == 0:
            p[i] *= 1 - lr * wd            # decoupled decay, weights only
        p[i] -= lr * mh / (np.sqrt(sh) + 1e-8)
    if it % 50 == 49:
        print(it + 1, round(loss, 4), 'lr', round(lr, 5))
