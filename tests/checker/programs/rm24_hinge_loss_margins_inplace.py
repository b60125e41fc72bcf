# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["hinge"]
# about = "Two-layer net with the multiclass hinge loss; the margins array is made binary in place and becomes the gradient, correct class gets minus the count; hidden array masked in place after its last use."
# [/backprop]

import numpy as np

np.random.seed(29)
N, D, H, K = 27, 2, 7, 3
X = np.zeros((N, D))
y = np.zeros(N, dtype='uint8')
for j in range(K):
    ix = range(9 * j, 9 * (j + 1))
    r = np.linspace(0.1, 1, 9)
    t = np.linspace(j * 4, (j + 1) * 4, 9) + np.random.randn(9) * 0.2
    X[ix] = np.c_[r * np.sin(t), r * np.cos(t)]
    y[ix] = j

W1, b1 = np.random.randn(D, H), np.zeros((1, H))
W2, b2 = 0.5 * np.random.randn(H, K), np.zeros((1, K))
reg, step_size, delta = 1e-2, 0.2, 1.0
rows = np.arange(N)

for i in range(151):
    pre = X @ W1 + b1
    hidden = np.maximum(0, pre)
    scores = hidden @ W2 + b2
    margins = np.maximum(0, scores - scores[rows, y][:, np.newaxis] + delta)
    margins[rows, y] = 0
    loss = margins.sum() / N + 0.5 * reg * ((W1 ** 2).sum() + (W2 ** 2).sum())
    if i % 50 == 0:
        print("iteration %d: loss %f, accuracy %.2f" % (i, loss, np.mean(scores.argmax(axis=1) == y)))

    margins[margins > 0] = 1
    margins[rows, y] -= margins.sum(axis=1)
    margins /= N
    dW2 = hidden.T @ margins + reg * W2
    db2 = margins.sum(axis=0, keepdims=True)
    hidden[hidden > 0] = 1
    hidden *= margins @ W2.T
    dW1 = X.T @ hidden + reg * W1
    db1 = hidden.sum(axis=0, keepdims=True)

    W1 += -step_size * dW1
    b1 += -step_size * db1
    W2 += -step_size * dW2
    b2 += -step_size * db2
