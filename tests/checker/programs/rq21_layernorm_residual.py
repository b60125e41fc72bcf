import numpy as np

np.random.seed(44)
X = np.random.randn(18, 5)
y = (X ** 2).sum(1, keepdims=True) - 5
W1, W2 = np.random.randn(5, 5) * 0.4, np.random.randn(5, 5) * 0.4
g, be = np.ones(5), np.zeros(5)
w, b = np.random.randn(5, 1) * 0.5, np.zeros(1)
eps = 1e-5
for epoch in range(30):
    mean = X.mean(axis=1, keepdims=True)
    # block: h = x + W2 relu(W1 x), then layer norm over the features
    u = X @ W1
    r = u * (u > 0)
    h = X + r @ W2
    cent = h - h.mean(axis=1, keepdims=True)
    std = np.sqrt((cent ** 2).mean(axis=1, keepdims=True) + eps)
    nrm = cent / std
    out = (nrm * g + be) @ w + b
    loss = 0.5 * np.mean((out - y) ** 2)

    dout = (out - y) / len(y)
    dw = (nrm * g + be).T @ dout
    db = dout.sum(axis=0)
    dln = dout @ w.T
    dg = (dln * nrm).sum(axis=0)
    dbe = dln.sum(axis=0)
    dn = dln * g
    dh = (dn - dn.mean(axis=1, keepdims=True) - nrm * (dn * nrm).mean(axis=1, keepdims=True)) / std
    dW2 = r.T @ dh
    dW1 = X.T @ ((dh @ W2.T) * (u > 0))
    for param, grad in zip([W1, W2, g, be, w, b], [dW1, dW2, dg, dbe, dw, db]):
        np.subtract(param, 0.1 * grad, out=param)
    if epoch % 10 == 0:
        print(epoch, round(loss, 5))
