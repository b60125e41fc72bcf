# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["csv", "adam-function"]
# about = "A small csv in a literal string, standardised, one-hot by np.eye, the class probabilities' log by log-sum-exp, Adam as a function with a state dictionary."
# [/backprop]

import io
import numpy as np

CSV = """sepal_l,petal_l,petal_w,species
5.1,1.4,0.2,0
4.9,1.5,0.1,0
5.4,1.7,0.4,0
5.0,1.3,0.3,0
6.4,4.5,1.5,1
5.7,4.2,1.3,1
6.1,4.7,1.2,1
5.5,3.8,1.1,1
6.3,6.0,2.5,2
7.1,5.9,2.1,2
6.5,5.2,2.0,2
5.8,5.1,1.9,2
"""
raw = np.genfromtxt(io.StringIO(CSV), delimiter=",", skip_header=1)
X, labels = raw[:, :-1], raw[:, -1].astype(int)
X = (X - np.mean(X, axis=0)) / np.std(X, axis=0)
Y = np.eye(len(np.unique(labels)))[labels]

np.random.seed(4)
W1 = np.random.randn(3, 5) * 0.4
b1 = np.zeros((5,))
W2 = np.random.randn(5, 3) * 0.4
b2 = np.zeros((3,))


def adam(param, grad, state, lr=0.05, b_1=0.9, b_2=0.999, eps=1e-8):
    state["t"] += 1
    state["m"] = b_1 * state["m"] + (1 - b_1) * grad
    state["v"] = b_2 * state["v"] + (1 - b_2) * np.square(grad)
    m_hat = state["m"] / (1 - b_1 ** state["t"])
    v_hat = state["v"] / (1 - b_2 ** state["t"])
    return param - lr * m_hat / (np.sqrt(v_hat) + eps)


states = [{"t": 0, "m": 0., "v": 0.} for _ in range(4)]
for epoch in range(1, 61):
    z1 = X.dot(W1) + b1
    a1 = np.tanh(z1)
    z2 = a1.dot(W2) + b2
    top = z2.max(axis=1, keepdims=True)
    log_p = z2 - top - np.log(np.exp(z2 - top).sum(axis=1, keepdims=True))
    loss = -np.sum(Y * log_p) / len(Y)

    delta2 = np.exp(log_p) - Y
    dW2 = a1.T.dot(delta2) / len(X)
    db2 = delta2.mean(axis=0)
    delta1 = delta2.dot(W2.T)
    delta1 *= 1 - np.square(a1)
    dW1 = X.T.dot(delta1) / len(X)
    db1 = np.average(delta1, axis=0)

    W1, b1, W2, b2 = (adam(p, g, s) for p, g, s in zip((W1, b1, W2, b2), (dW1, db1, dW2, db2), states))
    if epoch % 20 == 0:
        hits = np.argmax(log_p, axis=1) == labels
        print(f"epoch {epoch:3d} | loss {loss:.4f} | acc {hits.mean():.2f}")
