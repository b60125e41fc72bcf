# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["in-place"]
# mistake = "The hidden array is turned into the 0/1 ReLU mask in place before dW2 is computed from it; dW2 therefore uses the mask in the place of the activations."
# wrong_lines = [44]
# cause_lines = [42]
# right = { "42" = "slope = hidden.copy()" }
# wrong_in_itself = ["dW2"]
# wrong_quantities = ["dW2", "step_W2"]
# [/backprop]

import numpy as np

rng = np.random.default_rng(12)
X = rng.normal(size=(22, 3))
kind = np.where(X[:, 0] > 0.4, 0, np.where(X[:, 1] > 0, 1, 2))
onehot = (kind[:, None] == np.arange(3)).astype(float)

W1 = rng.normal(size=(3, 6)) * 0.8
b1 = np.zeros((1, 6))
W2 = rng.normal(size=(6, 3)) * 0.8
b2 = np.zeros((1, 3))
eta = 0.25


def softmax(s):
    s = s - s.max(axis=1, keepdims=True)
    e = np.exp(s)
    return e / e.sum(axis=1, keepdims=True)


for epoch in range(90):
    pre = X @ W1 + b1
    hidden = np.maximum(pre, 0)
    logits = hidden @ W2 + b2
    prob = softmax(logits)
    loss = -(onehot * np.log(prob)).sum() / len(X)

    d_logits = (prob - onehot) / len(X)
    # slope of the relu
    slope = hidden
    slope[slope > 0] = 1
    dW2 = hidden.T @ d_logits
    db2 = d_logits.sum(axis=0, keepdims=True)
    d_pre = d_logits @ W2.T * slope
    dW1 = X.T @ d_pre
    db1 = d_pre.sum(axis=0, keepdims=True)

    W1 -= eta * dW1
    b1 -= eta * db1
    W2 -= eta * dW2
    b2 -= eta * db2
    if epoch % 30 == 0:
        print(f"{epoch:3d} {loss:.4f} {np.mean(prob.argmax(1) == kind):.2f}")
