import numpy as np

def svm_loss_vectorized(W, X, y, reg):
    """
    Structured SVM loss function.
    Inputs: W (D, C), X (N, D), y (N,), reg float
    """
    num_train = X.shape[0]
    scores = X.dot(W)
    correct = scores[np.arange(num_train), y].reshape(-1, 1)
    margins = np.maximum(0, scores - correct + 1)  # note delta = 1
    margins[np.arange(num_train), y] = 0
    loss = margins.sum() / num_train + reg * np.sum(W * W)

    binary = margins
    binary[margins > 0] = 1
    row_sum = np.sum(binary, axis=1)
    binary[np.arange(num_train), y] = -row_sum.T
    dW = np.dot(X.T, binary)
    dW /= num_train
    dW += 2 * reg * W
    return loss, dW


class LinearClassifier(object):

    def __init__(self):
        self.W = None

    def train(self, X, y, learning_rate=1e-2, reg=1e-4, num_iters=300, batch_size=40, verbose=False):
        num_train, dim = X.shape
        num_classes = np.max(y) + 1
        if self.W is None:
            # lazily initialize W
            self.W = 0.01 * np.random.randn(dim, num_classes)

        loss_history = []
        for it in range(num_iters):
            idx = np.random.choice(num_train, batch_size)
            X_batch = X[idx]
            y_batch = y[idx]
            loss, grad = svm_loss_vectorized(self.W, X_batch, y_batch, reg)
            loss_history.append(loss)
            self.W += -learning_rate * grad
            if verbose and it % 100 == 0:
                print('iteration %d / %d: loss %f' % (it, num_iters, loss))
        return loss_history

    def predict(self, X):
        return np.argmax(X.dot(self.W), axis=1)


np.random.seed(231)
centers = np.random.randn(4, 7) * 2
y_train = np.random.randint(4, size=160)
X_train = centers[y_train] + np.random.randn(160, 7)
X_train -= X_train.mean(axis=0)
X_train = np.hstack([X_train, np.ones((160, 1))])    # bias trick

svm = LinearClassifier()
hist = svm.train(X_train, y_train, verbose=True)
print('training accuracy: %f' % (np.mean(y_train == svm.predict(X_train)), ))
