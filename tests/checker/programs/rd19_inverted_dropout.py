import numpy as np

np.random.seed(404)
x = np.random.randn(80, 6)
w_true = np.random.randn(6, 3)
t = np.argmax(x.dot(w_true) + 0.5 * np.random.randn(80, 3), axis=1)
Y = np.eye(3)[t]

keep_prob = 0.8
lr = 0.5
w1 = np.random.randn(6, 14) * np.sqrt(2 / 6)
b1 = np.full((14,), 0.01)
w2 = np.random.randn(14, 3) * np.sqrt(2 / 14)
b2 = np.zeros((3,))


def predict(inp):
    # no dropout at test time (inverted dropout)
    hid = np.maximum(inp.dot(w1) + b1, 0)
    return hid.dot(w2) + b2


for it in range(300):
    # --- forward
    z1 = x.dot(w1) + b1
    a1 = z1 * (z1 > 0)
    mask = (np.random.rand(*a1.shape) < keep_prob) / keep_prob
    a1 *= mask
    logits = a1.dot(w2) + b2
    logits -= logits.max(axis=1, keepdims=True)
    log_p = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    loss = -(Y * log_p).sum() / len(x)

    # --- backward
    dlogits = (np.exp(log_p) - Y) / len(x)
    dw2 = a1.T.dot(dlogits)
    db2 = dlogits.sum(0)
    da1 = dlogits.dot(w2.T)
    da1 *= mask
    dz1 = da1 * (z1 > 0)
    dw1 = x.T.dot(dz1)
    db1 = dz1.sum(0)

    # --- step
    for par, grad in ((w1, dw1), (b1, db1), (w2, dw2), (b2, db2)):
        par -= lr * grad

    if it % 60 == 0:
        print(it, 'loss', round(loss, 4), 'acc', (predict(x).argmax(1) == t).mean())
