# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["dropout", "momentum"]
# about = "Inverted dropout (mask already divided by keep_prob, used in both directions), momentum, shuffled mini-batches whose last one is smaller, and an early break."
# [/backprop]

import numpy as np

np.random.seed(2024)
X = np.random.randn(3, 50)
Y = ((X[0] ** 2 + X[1] ** 2) < 1.5).astype(float).reshape(1, -1)

config = {"hidden": 10, "lr": 0.1, "beta": 0.9, "keep_prob": 0.8, "batch_size": 16, "epochs": 8}
params = {
    "W1": np.random.randn(config["hidden"], 3) * np.sqrt(2 / 3),
    "b1": np.zeros((config["hidden"], 1)),
    "W2": np.random.randn(1, config["hidden"]) * np.sqrt(1 / config["hidden"]),
    "b2": np.zeros((1, 1)),
}
velocity = {k: np.zeros_like(v) for k, v in params.items()}


def update_with_momentum(params, grads, velocity, beta, lr):
    for k in params:
        velocity[k] = beta * velocity[k] + (1 - beta) * grads[k]
        params[k] = params[k] - lr * velocity[k]


best, patience = np.inf, 0
for epoch in range(config["epochs"]):
    perm = np.random.permutation(X.shape[1])
    epoch_loss = 0.0
    for start in range(0, X.shape[1], config["batch_size"]):
        idx = perm[start:start + config["batch_size"]]
        xb, yb = X[:, idx], Y[:, idx]
        mb = xb.shape[1]
        # forward
        z1 = params["W1"] @ xb + params["b1"]
        a1 = np.maximum(z1, 0)
        mask = (np.random.rand(*a1.shape) < config["keep_prob"]) / config["keep_prob"]
        a1 = a1 * mask
        z2 = params["W2"] @ a1 + params["b2"]
        a2 = 1 / (1 + np.exp(-z2))
        loss = -np.sum(yb * np.log(a2 + 1e-8) + (1 - yb) * np.log(1 - a2 + 1e-8)) / mb
        epoch_loss += loss * mb
        # backward
        dz2 = (a2 - yb) / mb
        da1 = params["W2"].T @ dz2
        dz1 = da1 * mask * (z1 > 0)
        grads = {"W1": dz1 @ xb.T, "b1": dz1.sum(1, keepdims=True),
                 "W2": dz2 @ a1.T, "b2": dz2.sum(1, keepdims=True)}
        update_with_momentum(params, grads, velocity, config["beta"], config["lr"])
    epoch_loss /= X.shape[1]
    print(f"epoch {epoch}  loss {epoch_loss:.4f}")
    if epoch_loss < best - 1e-3:
        best, patience = epoch_loss, 0
    else:
        patience += 1
        if patience == 3:
            print("stopped early")
            break
