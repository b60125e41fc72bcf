import numpy as np

def to_onehot(y, k):
    onehot = np.zeros((len(y), k), dtype=int)
    onehot[np.arange(len(y)), y] = 1
    return onehot

def forward(X, W1, b1, W2, b2):
    hidden = np.maximum(0.01 * (X @ W1 + b1), X @ W1 + b1)
    scores = hidden @ W2 + b2
    scores -= scores.max(axis=1, keepdims=True)
    probs = np.exp(scores)
    probs /= probs.sum(axis=1, keepdims=True)
    return hidden, probs

def cross_entropy(probs, onehot):
    return -np.sum(onehot * np.log(probs + 1e-9)) / len(probs)

def backward(X, onehot, hidden, probs, W2):
    n = X.shape[0]
    dscores = np.zeros_like(onehot)
    for i in range(n):
        for c in range(onehot.shape[1]):
            dscores[i, c] = probs[i, c] - onehot[i, c]
    dW2 = hidden.T @ dscores / n
    db2 = dscores.sum(axis=0) / n
    dhidden = dscores @ W2.T
    dhidden[hidden < 0] *= 0.01
    dW1 = X.T @ dhidden / n
    db1 = dhidden.sum(axis=0) / n
    return dW1, db1, dW2, db2

rs = np.random.RandomState(30)
X = rs.randn(75, 4)
y = np.argmax(X[:, :3] * np.array([1.0, -1.0, 2.0]), axis=1)
T = to_onehot(y, 3)
W1, b1 = rs.randn(4, 9) * 0.4, np.zeros(9)
W2, b2 = rs.randn(9, 3) * 0.4, np.zeros(3)
for step in range(150):
    hidden, probs = forward(X, W1, b1, W2, b2)
    grads = backward(X, T, hidden, probs, W2)
    for p, g in zip((W1, b1, W2, b2), grads):
        p -= 0.3 * g
    if step % 30 == 0:
        print("step", step, "loss", cross_entropy(probs, T))
