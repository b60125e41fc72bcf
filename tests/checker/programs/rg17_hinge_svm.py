import numpy as np

def svm_loss_and_grad(W, X, y, reg):
    num = X.shape[0]
    scores = X.dot(W)
    correct = scores[np.arange(num), y][:, np.newaxis]
    margins = np.maximum(0, scores - correct + 1)
    margins[np.arange(num), y] = 0
    loss = margins.sum() / num + reg * np.sum(W * W)

    mask = (margins > 0).astype(float)
    mask[np.arange(num), y] = -mask.sum(axis=1)
    dW = X.T.dot(mask) / num + 2 * reg * W
    return loss, dW


np.random.seed(231)
X = np.random.randn(150, 5)
X = np.hstack([X, np.ones((X.shape[0], 1))])     # bias trick
y = np.random.randint(0, 4, 150)
X[np.arange(150), y] += 2
W = np.random.randn(6, 4) * 0.0001
learning_rate = 5e-2

for it in range(200):
    idx = np.random.choice(150, 50)
    loss, grad = svm_loss_and_grad(W, X[idx], y[idx], 1e-3)
    W -= learning_rate * grad
    if it % 50 == 0:
        print('iteration %d / %d: loss %f' % (it, 200, loss))

print('training accuracy: %f' % np.mean(y == np.argmax(X.dot(W), axis=1)))
