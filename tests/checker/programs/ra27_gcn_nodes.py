# Graph convolution (Kipf & Welling style) on a two-community toy graph,
# only a few nodes have labels.
import numpy as np
rng = np.random.default_rng(3)
n_nodes = 24
group = (np.arange(n_nodes) >= 12).astype(int)
prob = np.where(group[:, None] == group[None, :], 0.35, 0.05)
adj = np.triu(rng.random((n_nodes, n_nodes)) < prob, 1)
adj = adj + adj.T + np.eye(n_nodes)
dinv = np.diag(adj.sum(1) ** -0.5)
A_hat = dinv @ adj @ dinv

feat = np.concatenate([rng.normal(size=(n_nodes, 4)), group[:, None] * .6 + rng.normal(size=(n_nodes, 1))], axis=1)
train_mask = np.zeros(n_nodes, dtype=bool)
train_mask[[0, 3, 7, 13, 17, 21]] = True
onehot = np.eye(2)[group]

W0 = rng.normal(size=(5, 8)) * .5
W1 = rng.normal(size=(8, 2)) * .5
wd = 5e-3

for epoch in range(151):
    # forward
    M0 = A_hat @ feat
    Z0 = M0 @ W0
    H = np.maximum(Z0, 0)
    M1 = A_hat @ H
    Z1 = M1 @ W1
    Z1 = Z1 - Z1.max(axis=1, keepdims=True)
    prob = np.exp(Z1) / np.exp(Z1).sum(axis=1, keepdims=True)
    loss = -(np.log(prob[train_mask]) * onehot[train_mask]).sum() / train_mask.sum() + wd / 2 * (W0 ** 2).sum()
    # backward
    dZ1 = np.zeros_like(prob)
    dZ1[train_mask] = (prob - onehot)[train_mask] / train_mask.sum()
    dW1 = M1.T @ dZ1
    dH = A_hat.T @ (dZ1 @ W1.T)
    dZ0 = np.where(Z0 > 0, dH, 0)
    dW0 = M0.T @ dZ0 + wd * W0
    # update
    W0 -= 0.3 * dW0
    W1 -= 0.3 * dW1
    if epoch % 50 == 0:
        hit = prob.argmax(1) == group
        print(f"epoch {epoch:3d} loss {loss:.4f} train {hit[train_mask].mean():.2f} other {hit[~train_mask].mean():.2f}")
