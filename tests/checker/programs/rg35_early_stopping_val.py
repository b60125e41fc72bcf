import numpy as np

np.random.seed(71)
X = np.random.uniform(-3, 3, size=(1, 60))
Y = 0.5 * X ** 2 - X + np.random.normal(0, 0.4, size=(1, 60))
X = (X - X.mean()) / X.std()
idx = np.random.permutation(60)
Xtr, Ytr = X[:, idx[:45]], Y[:, idx[:45]]
Xva, Yva = X[:, idx[45:]], Y[:, idx[45:]]

nh = 10
W1 = np.random.randn(nh, 1); b1 = np.zeros((nh, 1))
W2 = np.random.randn(1, nh) / np.sqrt(nh); b2 = np.zeros((1, 1))


def net(x):
    h = np.tanh(np.dot(W1, x) + b1)
    return h, np.dot(W2, h) + b2


best, wait, patience = np.inf, 0, 20
n = Xtr.shape[1]
epoch = 0
while epoch < 800:
    h, out = net(Xtr)
    train_loss = np.sum((Ytr - out) ** 2) / n
    dout = -2 * (Ytr - out) / n
    dh = np.dot(W2.T, dout)
    dpre = dh * (1 - np.power(h, 2))
    W2 -= 0.03 * np.dot(dout, h.T)
    b2 -= 0.03 * np.sum(dout)
    W1 -= 0.03 * np.dot(dpre, Xtr.T)
    b1 -= 0.03 * np.sum(dpre, axis=1, keepdims=True)

    val_loss = np.mean((Yva - net(Xva)[1]) ** 2)
    epoch += 1
    if val_loss < best - 1e-4:
        best, wait = val_loss, 0
        keep = [q.copy() for q in (W1, b1, W2, b2)]
    else:
        wait += 1
    if wait >= patience:
        print('early stopping at', epoch)
        break
print(train_loss, best)
