import numpy as np

rng = np.random.RandomState(11)
N, D, H, C = 60, 5, 9, 4
X = rng.randn(N, D)
labels = np.argmax(X @ rng.randn(D, C), axis=1)
onehot = np.eye(C)[labels]

W1 = rng.randn(D, H) * 0.3
b1 = np.full(H, 0.01)
W2 = rng.randn(H, C) * 0.3
b2 = np.zeros(C)
bs = 4
step = 0.05

for epoch in range(5):
    perm = rng.permutation(N)
    for s in range(0, N, bs):
        xb = X[perm[s:s + bs]]
        yb = onehot[perm[s:s + bs]]

        z1 = xb.dot(W1) + b1
        a1 = np.maximum(z1, 0)
        scores = a1.dot(W2) + b2
        scores = scores - scores.max(axis=1, keepdims=True)
        e = np.exp(scores)
        probs = e / e.sum(axis=1, keepdims=True)
        loss = -np.sum(yb * np.log(probs)) / bs

        dscores = (probs - yb) / bs
        dW2 = a1.T.dot(dscores)
        db2 = dscores.sum(axis=1)
        dhidden = dscores.dot(W2.T)
        dhidden[z1 <= 0] = 0
        dW1 = xb.T.dot(dhidden)
        db1 = dhidden.sum(axis=0)

        W1 -= step * dW1
        b1 -= step * db1
        W2 -= step * dW2
        b2 -= step * db2
    print(epoch, loss)
