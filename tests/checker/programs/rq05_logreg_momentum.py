import numpy as np

rng = np.random.RandomState(10)
X = rng.randn(50, 3)
true_w = np.array([1.5, -2.0, 0.7])
y = (X.dot(true_w) + 0.3 * rng.randn(50) > 0.2).astype(int)
w = np.zeros(3)
b = 0.0
vw, vb = np.zeros(3), 0.0
lam, rate, decay = 0.1, 0.5, 0.98
losses = []
for step in range(80):
    z = X.dot(w) + b
    p = 1 / (1 + np.exp(-z))
    loss = np.mean(np.logaddexp(0, z) - y * z) + lam / 2 * w.dot(w)
    losses.append(loss)
    residual = p - y
    gw = X.T.dot(residual) / len(y) + lam * w
    gb = residual.mean()
    vw = 0.9 * vw + gw
    vb = 0.9 * vb + gb
    w = w - rate * vw
    b = b - rate * vb
    rate *= decay
    if step > 5 and abs(losses[-1] - losses[-2]) < 1e-5:
        print("converged at", step)
        break
print("w =", w.round(3), "b = %.3f" % b, "train acc", np.mean((X @ w + b > 0) == y))
