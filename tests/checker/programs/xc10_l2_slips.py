import numpy as np

class TwoLayerNet(object):
    def __init__(self, input_size, hidden_size, output_size, std=0.3):
        self.params = {}
        self.params['W1'] = std * np.random.randn(input_size, hidden_size)
        self.params['b1'] = std * np.random.randn(hidden_size)
        self.params['W2'] = std * np.random.randn(hidden_size, output_size)
        self.params['b2'] = std * np.random.randn(output_size)

    def loss(self, X, y, lam=0.0):
        W1, b1 = self.params['W1'], self.params['b1']
        W2, b2 = self.params['W2'], self.params['b2']
        N, D = X.shape

        hidden = np.maximum(0, X.dot(W1) + b1)
        scores = hidden.dot(W2) + b2
        shift = scores - scores.max(axis=1).reshape(-1, 1)
        softmax = np.exp(shift) / np.sum(np.exp(shift), axis=1).reshape(-1, 1)
        loss = -np.sum(np.log(softmax[range(N), y])) / N
        loss += lam / (2 * N) * (np.sum(W1 ** 2) + np.sum(W2 ** 2))

        grads = {}
        dscores = softmax.copy()
        dscores[range(N), y] += -1
        dscores /= N
        grads['W2'] = hidden.T.dot(dscores) + lam * W2 / N
        grads['b2'] = np.sum(dscores, axis=0) + lam * b2 / N

        dh = dscores.dot(W2.T)
        dh_relu = (hidden > 0) * dh
        grads['W1'] = X.T.dot(dh_relu) + lam * W1
        grads['b1'] = np.sum(dh_relu, axis=0)
        return loss, grads

    def train(self, X, y, lr=0.1, lam=0.5, num_iters=200):
        for it in range(num_iters):
            loss, grads = self.loss(X, y, lam=lam)
            for name in self.params:
                self.params[name] -= lr * grads[name]
            if it % 50 == 0:
                print('iteration %d / %d: loss %f' % (it, num_iters, loss))

np.random.seed(0)
X = np.random.randn(50, 4) * 2
y = np.random.randint(0, 3, 50)
net = TwoLayerNet(4, 10, 3)
net.train(X, y)
