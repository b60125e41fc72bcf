import numpy as np

def svm_loss(scores, y, delta=1.0):
    """Multiclass hinge loss and its gradient with respect to the scores."""
    n = scores.shape[0]
    right = scores[np.arange(n), y][:, None]
    margins = np.maximum(0, scores - right + delta)
    margins[np.arange(n), y] = 0
    loss = margins.sum() / n
    dscores = (margins > 0).astype(float)
    dscores[np.arange(n), y] = -dscores.sum(axis=1)
    return loss, dscores / n

def affine_forward(x, w, b):
    return x.dot(w) + b, (x, w, b)

def affine_backward(dout, cache):
    x, w, b = cache
    return dout.dot(w.T), x.T.dot(dout), dout.sum(axis=0)

def leaky_forward(x, slope=0.05):
    return np.where(x >= 0, x, slope * x), (x, slope)

def leaky_backward(dout, cache):
    x, slope = cache
    dx = dout.copy()
    dx[x < 0] *= slope
    return dx

def model(X, y, P, reg):
    a, c1 = affine_forward(X, P['W1'], P['b1'])
    h, c2 = leaky_forward(a)
    s, c3 = affine_forward(h, P['W2'], P['b2'])
    loss, ds = svm_loss(s, y)
    G = {}
    dh, G['W2'], G['b2'] = affine_backward(ds, c3)
    _, G['W1'], G['b1'] = affine_backward(leaky_backward(dh, c2), c1)
    for w in ('W1', 'W2'):
        loss += reg * np.sum(P[w] * P[w])
        G[w] += 2 * reg * P[w]
    return loss, G

np.random.seed(16)
X = np.random.randn(90, 5)
y = np.argmax(X.dot(np.random.randn(5, 3)) ** 2, axis=1)
P = {'W1': 0.5 * np.random.randn(5, 12), 'b1': np.zeros(12),
     'W2': 0.5 * np.random.randn(12, 3), 'b2': np.zeros(3)}
for t in range(200):
    loss, G = model(X, y, P, 1e-3)
    for k in P:
        P[k] -= 0.1 * G[k]
    if t % 40 == 0:
        print(t, loss)
