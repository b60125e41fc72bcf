import numpy as np

np.random.seed(14)
N, D, H, C = 40, 4, 10, 4
X = np.random.randn(N, D)
y = (X[:, 0] > 0).astype(int) * 2 + (X[:, 1] > 0)
reg = 1e-3
W1 = 0.3 * np.random.randn(D, H)
b1 = np.zeros(H)
W2 = 0.3 * np.random.randn(H, C)
b2 = np.zeros(C)


def svm_loss(scores, y):
    """multiclass hinge loss and its gradient on scores"""
    N = scores.shape[0]
    correct = scores[np.arange(N), y][:, None]
    margins = np.maximum(0, scores - correct + 1.0)
    margins[np.arange(N), y] = 0
    loss = margins.sum() / N
    dscores = (margins > 0).astype(float)
    dscores[np.arange(N), y] -= 1
    dscores /= N
    return loss, dscores


for it in range(150):
    hid = np.maximum(0, X.dot(W1) + b1)
    scores = hid.dot(W2) + b2
    loss, dscores = svm_loss(scores, y)
    loss += 0.5 * reg * (np.sum(W1 ** 2) + np.sum(W2 ** 2))

    dW2 = hid.T.dot(dscores) + reg * W2
    db2 = dscores.sum(axis=0)
    dhid = dscores.dot(W2.T)
    dhid[hid <= 0] = 0
    dW1 = X.T.dot(dhid) + reg * W1
    db1 = dhid.sum(axis=0)

    W1 -= 0.1 * dW1
    b1 -= 0.1 * db1
    W2 -= 0.1 * dW2
    b2 -= 0.1 * db2
    if it % 30 == 0:
        acc = (scores.argmax(axis=1) == y).mean()
        print("it", it, "loss", loss, "train acc", acc)
