import numpy as np

np.random.seed(19)
base = np.random.randn(2, 6)
X = np.tanh(np.random.randn(20, 2) @ base)
W = np.random.randn(6, 3) * 0.4
b, c = np.zeros(3), np.zeros(6)
alpha = 0.2

for epoch in range(50):
    code = np.tanh(X @ W + b)
    recon = code @ W.T + c
    E = recon - X
    loss = (E ** 2).sum(axis=1).mean()
    dR = 2 * E / X.shape[0]
    dcode = (dR @ W) * (1 - code ** 2)
    dW = X.T @ dcode + dR.T @ code
    db = dcode.sum(0)
    dc = dR.sum(0)
    W -= alpha * dW
    b -= alpha * db
    c -= alpha * dc
    if not epoch % 10:
        print("reconstruction", epoch, loss)
