# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["early-stopping", "clipping"]
# about = "Training and validation split, patience, best weights kept by copy; gradients are clipped elementwise after they are computed."
# [/backprop]

import copy

import numpy as np

np.random.seed(1)
X = np.random.randn(60, 2)
y = np.digitize(X[:, 0] * X[:, 1], [-0.3, 0.3])
X_train, X_val = X[:45], X[45:]
y_train, y_val = y[:45], y[45:]
Y_train = np.eye(3)[y_train]

w = {
    "W1": np.random.randn(2, 8) * np.sqrt(2 / 2),
    "b1": np.zeros((1, 8)) + 0.01,
    "W2": np.random.randn(8, 3) * np.sqrt(2 / 8),
    "b2": np.zeros((1, 3)),
}


def net(X, w):
    z1 = X @ w["W1"] + w["b1"]
    a1 = z1 * (z1 > 0)
    z2 = a1 @ w["W2"] + w["b2"]
    ex = np.exp(z2 - z2.max(axis=1)[:, None])
    return z1, a1, z2, ex / ex.sum(axis=1)[:, None]


best, best_w, wait, patience = np.inf, None, 0, 15
for epoch in range(400):
    z1, a1, z2, probs = net(X_train, w)
    train_loss = -(Y_train * np.log(probs)).sum() / len(X_train)

    g = {}
    dz2 = (probs - Y_train) / len(X_train)
    g["W2"] = a1.T @ dz2
    g["b2"] = dz2.sum(axis=0, keepdims=True)
    dz1 = np.sign(a1) * (dz2 @ w["W2"].T)
    g["W1"] = X_train.T @ dz1
    g["b1"] = dz1.sum(axis=0, keepdims=True)

    for key in w:
        w[key] -= 0.5 * np.clip(g[key], -0.1, 0.1)

    val_loss = -np.log(net(X_val, w)[-1][range(len(y_val)), y_val]).mean()
    if val_loss < best - 1e-4:
        best, best_w, wait = val_loss, copy.deepcopy(w), 0
    else:
        wait += 1
        if wait >= patience:
            print("early stopping at epoch", epoch)
            break
w = best_w
acc = (net(X_val, w)[-1].argmax(1) == y_val).mean()
print("best val loss", best, "val acc", acc)
