import numpy as np

np.random.seed(6)
N, D, C = 30, 4, 3
X = np.random.randn(N, D)
y = np.random.randint(C, size=N)
X[np.arange(N), y] += 1.5
W = 0.1 * np.random.randn(D, C)
reg = 0.05


def svm_loss_naive(W, X, y, reg):
    dW = np.zeros(W.shape)
    loss = 0.0
    for i in range(X.shape[0]):
        scores = X[i].dot(W)
        correct = scores[y[i]]
        for j in range(W.shape[1]):
            if j == y[i]:
                continue
            margin = scores[j] - correct + 1
            if margin > 0:
                loss += margin
                dW[:, j] += X[i]
                dW[:, y[i]] -= X[i]
    loss = loss / X.shape[0] + reg * np.sum(W * W)
    dW = dW / X.shape[0] + 2 * reg * W
    return loss, dW


for it in range(30):
    loss, grad = svm_loss_naive(W, X, y, reg)
    W -= 0.2 * grad
    if it % 10 == 0:
        acc = np.mean(np.argmax(X @ W, 1) == y)
        print("iter %d loss %.4f acc %.2f" % (it, loss, acc))
