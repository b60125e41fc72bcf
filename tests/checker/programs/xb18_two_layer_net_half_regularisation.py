# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["l2-factor"]
# mistake = "The loss has reg * sum(W*W) without 1/2, the gradients add reg * W (the 2 is missing)."
# wrong_lines = [44, 48]
# cause_lines = []
# right = { "44" = "grads['W2'] = hidden.T.dot(dscores) + 2 * reg * W2", "48" = "grads['W1'] = X.T.dot(dhidden) + 2 * reg * W1" }
# wrong_in_itself = ["dW2", "dW1"]
# wrong_quantities = ["dW2", "dW1"]
# [/backprop]

import numpy as np


class TwoLayerNet(object):
    def __init__(self, input_size, hidden_size, output_size, std=0.5):
        self.params = {}
        self.params['W1'] = std * np.random.randn(input_size, hidden_size)
        self.params['b1'] = np.zeros(hidden_size)
        self.params['W2'] = std * np.random.randn(hidden_size, output_size)
        self.params['b2'] = np.zeros(output_size)

    def loss(self, X, y=None, reg=0.0):
        W1, b1 = self.params['W1'], self.params['b1']
        W2, b2 = self.params['W2'], self.params['b2']
        N, D = X.shape

        pre = X.dot(W1) + b1
        hidden = np.maximum(0, pre)
        scores = hidden.dot(W2) + b2
        if y is None:
            return scores

        shifted = scores - np.max(scores, axis=1, keepdims=True)
        log_probs = shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))
        loss = -np.sum(log_probs[np.arange(N), y]) / N
        loss += reg * (np.sum(W1 * W1) + np.sum(W2 * W2))

        grads = {}
        dscores = np.exp(log_probs)
        dscores[np.arange(N), y] -= 1
        dscores /= N
        grads['W2'] = hidden.T.dot(dscores) + reg * W2
        grads['b2'] = np.sum(dscores, axis=0)
        dhidden = dscores.dot(W2.T)
        dhidden[hidden <= 0] = 0
        grads['W1'] = X.T.dot(dhidden) + reg * W1
        grads['b1'] = np.sum(dhidden, axis=0)
        return loss, grads

    def train(self, X, y, learning_rate=0.3, reg=0.01, num_iters=60):
        for it in range(num_iters):
            loss, grads = self.loss(X, y=y, reg=reg)
            for p in self.params:
                self.params[p] -= learning_rate * grads[p]
            if it % 20 == 0:
                print('iteration %d / %d: loss %f' % (it, num_iters, loss))


np.random.seed(0)
net = TwoLayerNet(4, 6, 3)
np.random.seed(1)
X = 2 * np.random.randn(9, 4)
y = np.array([0, 1, 2, 2, 1, 0, 0, 1, 2])

if __name__ == '__main__':
    net.train(X, y)
