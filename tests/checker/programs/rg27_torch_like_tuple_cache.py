import numpy as np


def affine_forward(x, w, b):
    out = x.dot(w) + b
    return out, (x, w, b)


def affine_backward(dout, cache):
    x, w, b = cache
    return dout.dot(w.T), x.T.dot(dout), np.sum(dout, axis=0)


def relu_forward(x):
    return np.maximum(x, 0), x


def relu_backward(dout, x):
    return dout * (x >= 0)


def softmax_loss(scores, y):
    shifted = scores - scores.max(axis=1, keepdims=True)
    Z = np.exp(shifted).sum(axis=1, keepdims=True)
    log_probs = shifted - np.log(Z)
    N = scores.shape[0]
    loss = -log_probs[np.arange(N), y].mean()
    dx = np.exp(log_probs)
    dx[np.arange(N), y] -= 1
    return loss, dx / N


def step(params, X, y, reg):
    h, c1 = affine_forward(X, params['W1'], params['b1'])
    a, c2 = relu_forward(h)
    s, c3 = affine_forward(a, params['W2'], params['b2'])
    loss, ds = softmax_loss(s, y)
    loss += 0.5 * reg * (np.sum(params['W1'] ** 2) + np.sum(params['W2'] ** 2))
    grads = {}
    da, grads['W2'], grads['b2'] = affine_backward(ds, c3)
    dh = relu_backward(da, c2)
    _, grads['W1'], grads['b1'] = affine_backward(dh, c1)
    grads['W1'] += reg * params['W1']
    grads['W2'] += reg * params['W2']
    return loss, grads


np.random.seed(14)
X_all = np.random.randn(250, 6)
y_all = (X_all[:, 0] > 0) * 2 + (X_all[:, 1] * X_all[:, 2] > 0)
X_train, y_train, X_val, y_val = X_all[:200], y_all[:200], X_all[200:], y_all[200:]
params = {'W1': 1e-1 * np.random.randn(6, 20), 'b1': np.zeros(20),
          'W2': 1e-1 * np.random.randn(20, 4), 'b2': np.zeros(4)}
best_val = 0
for it in range(300):
    loss, grads = step(params, X_train, y_train, 0.005)
    for name in params:
        params[name] -= 0.7 * grads[name]
    if it % 50 == 0:
        h = np.maximum(X_val.dot(params['W1']) + params['b1'], 0)
        val = (np.argmax(h.dot(params['W2']) + params['b2'], 1) == y_val).mean()
        best_val = max(val, best_val)
        print(it, loss, val)
print('best val', best_val)
