import numpy as np


class LinearSVM:
    def __init__(self, reg=0.01, delta=1.0):
        self.reg = reg
        self.delta = delta
        self.W = None

    def loss(self, X, y):
        num = X.shape[0]
        scores = X.dot(self.W)
        correct = scores[np.arange(num), y].reshape(num, 1)
        margins = np.maximum(0, scores - correct + self.delta)
        margins[np.arange(num), y] = 0
        loss = margins.sum() / num + self.reg * np.sum(self.W[:-1] ** 2)

        coef = np.zeros_like(margins)
        coef[margins > 0] = 1
        coef[np.arange(num), y] = -coef.sum(axis=1)
        dW = X.T.dot(coef) / num
        dW[:-1] += 2 * self.reg * self.W[:-1]
        return loss, dW

    def train(self, X, y, learning_rate=0.1, num_iters=200, batch_size=40, verbose=False):
        X = np.hstack([X, np.ones((len(X), 1))])
        if self.W is None:
            self.W = 0.01 * np.random.randn(X.shape[1], y.max() + 1)
        history = []
        for it in range(num_iters):
            sel = np.random.choice(len(X), batch_size, replace=False)
            loss, dW = self.loss(X[sel], y[sel])
            history.append(loss)
            self.W -= learning_rate * dW
            if verbose and it % 50 == 0:
                print('iteration %d / %d: loss %f' % (it, num_iters, loss))
        return history

    def predict(self, X):
        return np.argmax(X.dot(self.W[:-1]) + self.W[-1], axis=1)


np.random.seed(1)
y = np.random.randint(4, size=200)
X = np.array([[2, 0, 1], [-2, 1, 0], [0, 2, -1], [0, -2, 0.5]])[y] + 0.8 * np.random.randn(200, 3)
svm = LinearSVM()
svm.train(X[:150], y[:150], verbose=True)
print('validation accuracy: %f' % np.mean(svm.predict(X[150:]) == y[150:]))
