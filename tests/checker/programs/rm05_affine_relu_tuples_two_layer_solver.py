# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["cs231n-layers"]
# about = "CS231n layers with caches as tuples, softmax_loss returning loss and dx, L2 in the loss function, a Solver with the loop."
# [/backprop]

import numpy as np


def affine_forward(x, w, b):
    N = x.shape[0]
    out = x.reshape(N, -1).dot(w) + b
    cache = (x, w, b)
    return out, cache


def affine_backward(dout, cache):
    x, w, b = cache
    dx, dw, db = None, None, None
    dx = dout.dot(w.T).reshape(x.shape)
    dw = x.reshape(x.shape[0], -1).T.dot(dout)
    db = np.sum(dout, axis=0)
    return dx, dw, db


def relu_forward(x):
    return np.maximum(0, x), x


def relu_backward(dout, cache):
    return np.where(cache > 0, dout, 0)


def softmax_loss(x, y):
    shifted_logits = x - np.max(x, axis=1, keepdims=True)
    Z = np.sum(np.exp(shifted_logits), axis=1, keepdims=True)
    log_probs = shifted_logits - np.log(Z)
    probs = np.exp(log_probs)
    N = x.shape[0]
    loss = -np.sum(log_probs[np.arange(N), y]) / N
    dx = probs.copy()
    dx[np.arange(N), y] -= 1
    dx /= N
    return loss, dx


class TwoLayerNet(object):
    def __init__(self, input_dim, hidden_dim, num_classes, weight_scale=0.5, reg=0.1):
        self.reg = reg
        self.params = dict(W1=weight_scale * np.random.randn(input_dim, hidden_dim), b1=np.zeros(hidden_dim),
                           W2=weight_scale * np.random.randn(hidden_dim, num_classes), b2=np.zeros(num_classes))

    def loss(self, X, y=None):
        W1, b1, W2, b2 = (self.params[k] for k in ("W1", "b1", "W2", "b2"))
        a1, fc1_cache = affine_forward(X, W1, b1)
        h1, relu_cache = relu_forward(a1)
        scores, fc2_cache = affine_forward(h1, W2, b2)
        if y is None:
            return scores
        data_loss, dscores = softmax_loss(scores, y)
        loss = data_loss + 0.5 * self.reg * (np.sum(W1 * W1) + np.sum(W2 * W2))
        dh1, dW2, db2 = affine_backward(dscores, fc2_cache)
        da1 = relu_backward(dh1, relu_cache)
        _, dW1, db1 = affine_backward(da1, fc1_cache)
        dW1 += self.reg * W1
        dW2 += self.reg * W2
        return loss, {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


class Solver(object):
    def __init__(self, model, data, **kwargs):
        self.model, (self.X, self.y) = model, data
        self.lr = kwargs.pop("learning_rate", 1e-1)
        self.lr_decay = kwargs.pop("lr_decay", 0.95)
        self.batch_size = kwargs.pop("batch_size", 10)
        if kwargs:
            raise ValueError("Unrecognized arguments " + ", ".join(kwargs))
        self.loss_history = []

    def train(self, num_iters=30):
        for t in range(num_iters):
            idx = np.random.choice(len(self.X), self.batch_size)
            loss, grads = self.model.loss(self.X[idx], self.y[idx])
            self.loss_history.append(loss)
            for p, w in self.model.params.items():
                self.model.params[p] = w - self.lr * grads[p]
            if t % 10 == 9:
                self.lr *= self.lr_decay


np.random.seed(231)
X = np.random.randn(30, 2, 2)
y = (X[:, 0, 0] > 0).astype(int) + (X[:, 1, 1] > 0.5)
solver = Solver(TwoLayerNet(4, 5, 3), (X, y), learning_rate=0.5)
solver.train()
print(solver.loss_history[0], solver.loss_history[-1])
