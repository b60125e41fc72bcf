# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["label-smoothing", "bias"]
# mistake = "The loss uses smoothed targets but the gradient subtracts the plain one-hot labels; db1 is the mean over the batch although dS is divided by n already."
# wrong_lines = [33, 39]
# cause_lines = []
# right = { "33" = "dS = (np.exp(log_p) - soft_targets) / n", "39" = "db1 = dZ.sum(axis=0)" }
# wrong_in_itself = ["dS", "db1"]
# wrong_quantities = ["dS", "dW2", "db2", "dA", "dZ", "dW1", "db1", "step_W1", "step_b1", "step_W2", "step_b2"]
# [/backprop]

import numpy as np

rng = np.random.default_rng(61)
n, C = 9, 3
X = rng.normal(size=(n, 2))
labels = rng.integers(0, C, n)
one_hot = np.eye(C)[labels]
smooth = 0.15
soft_targets = one_hot * (1 - smooth) + smooth / C
W1, b1 = rng.normal(size=(2, 5)), np.zeros(5)
W2, b2 = rng.normal(size=(5, C)) * 0.5, np.zeros(C)

for epoch in range(80):
    Z = X @ W1 + b1
    A = np.tanh(Z)
    S = A @ W2 + b2
    S_shift = S - S.max(axis=1, keepdims=True)
    log_p = S_shift - np.log(np.exp(S_shift).sum(axis=1, keepdims=True))
    loss = -(soft_targets * log_p).sum() / n

    dS = (np.exp(log_p) - one_hot) / n
    dW2 = A.T @ dS
    db2 = dS.sum(axis=0)
    dA = dS @ W2.T
    dZ = dA * (1 - A * A)
    dW1 = X.T @ dZ
    db1 = dZ.mean(axis=0)

    for par, grad in ((W1, dW1), (b1, db1), (W2, dW2), (b2, db2)):
        par -= 0.5 * grad
    if epoch % 20 == 0:
        print(epoch, loss)
