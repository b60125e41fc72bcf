import numpy as np

def huber(r, delta=1.0):
    a = np.abs(r)
    return np.where(a <= delta, 0.5 * r ** 2, delta * (a - 0.5 * delta))

def cosine_lr(t, T, hi=0.3, lo=0.01):
    return lo + 0.5 * (hi - lo) * (1 + np.cos(np.pi * t / T))

np.random.seed(88)
X = np.random.uniform(-3, 3, size=(1, 90))          # samples are columns
Y = 0.5 * X ** 2 - 1 + np.random.standard_t(2, size=(1, 90)) * 0.4    # heavy tails

n_h = 11
theta = [np.random.randn(n_h, 1), np.random.randn(n_h, 1), np.random.randn(1, n_h) * .3, np.zeros((1, 1))]
max_norm = 0.5
EPOCHS = 300
n_clipped = 0

for t in range(EPOCHS):
    W1, b1, W2, b2 = theta
    S1 = W1 @ X + b1
    E = np.exp(-S1)
    H = S1 / (1 + E)                                # swish / SiLU
    out = W2 @ H + b2
    R = out - Y
    loss = np.average(huber(R))

    g_out = np.clip(R, -1.0, 1.0) / R.shape[1]      # derivative of huber
    g_W2 = g_out @ H.T
    g_b2 = g_out.sum(axis=1, keepdims=True)
    sig = 1 / (1 + E)
    g_S1 = (W2.T @ g_out) * (sig + H * (1 - sig))
    g_W1 = g_S1 @ X.T
    g_b1 = g_S1.sum(axis=1, keepdims=True)

    grads = [g_W1, g_b1, g_W2, g_b2]
    total_norm = np.sqrt(sum(float((g ** 2).sum()) for g in grads))
    if total_norm > max_norm:
        n_clipped += 1
        grads = [g * (max_norm / total_norm) for g in grads]
    eta = cosine_lr(t, EPOCHS)
    theta = [p - eta * g for p, g in zip(theta, grads)]

    if t % 75 == 0:
        print("%4d  loss %.4f  |g| %.3f  lr %.3f" % (t, loss, total_norm, eta))
print("clipped", n_clipped, "times, final loss", loss)
