# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["own-loss", "two-heads"]
# about = "Mean and log variance are two columns of one output; derivative of 0.5*(s + (y-mu)^2 exp(-s))."
# [/backprop]

# predict mean AND log variance (heteroscedastic regression)
import numpy as np

rng = np.random.default_rng(55)
x = rng.uniform(-1, 1, (36, 1))
y = np.sin(3 * x) + rng.normal(size=x.shape) * (0.05 + 0.3 * (x > 0))

W1 = rng.normal(size=(1, 7)); b1 = rng.normal(size=7)
W2 = rng.normal(size=(7, 2)) * 0.3; b2 = np.zeros(2)
lr = 0.05
history = []
for epoch in range(200):
    a = x @ W1 + b1
    h = np.log1p(np.exp(a))              # softplus
    out = h @ W2 + b2
    mu, s = np.split(out, 2, axis=1)
    nll = (0.5 * (s + (y - mu) ** 2 * np.exp(-s))).mean()
    history.append(nll)

    inv = np.exp(-s)
    g_mu = (mu - y) * inv
    g_s = 0.5 * (1 - (y - mu) ** 2 * inv)
    g_out = np.hstack((g_mu, g_s)) / len(x)
    g_W2, g_b2 = h.T @ g_out, g_out.sum(0)
    g_a = (g_out @ W2.T) / (1 + np.exp(-a))   # softplus' = sigmoid
    g_W1, g_b1 = x.T @ g_a, g_a.sum(0)
    W1 -= lr * g_W1; b1 -= lr * g_b1
    W2 -= lr * g_W2; b2 -= lr * g_b2
print("start", history[0], "end", history[-1])
