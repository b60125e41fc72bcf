# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["softmax-axis"]
# mistake = "Samples are rows, but softmax normalises over axis 0 (over the samples of the batch); p - t belongs to a softmax over the classes."
# wrong_lines = [25]
# cause_lines = []
# right = { "25" = "return e / np.sum(e, axis=1, keepdims=True)" }
# wrong_in_itself = []
# wrong_quantities = ["dz2", "dW2", "db2", "dz1", "dW1", "db1"]
# [/backprop]

import numpy as np

np.random.seed(55)
centers = np.array([[0, 2], [2, -1], [-2, -1]])
t_idx = np.repeat(np.arange(3), 5)
x = centers[t_idx] + np.random.randn(15, 2) * 0.6
t = np.zeros((15, 3))
t[np.arange(15), t_idx] = 1


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / np.sum(e, axis=0, keepdims=True)


def forward(x, w):
    z1 = x @ w["W1"] + w["b1"]
    a1 = 1 / (1 + np.exp(-z1))
    z2 = a1 @ w["W2"] + w["b2"]
    p = softmax(z2)
    return z1, a1, z2, p


def cross_entropy(p, t):
    return -np.sum(t * np.log(p + 1e-12)) / t.shape[0]


def backward(x, t, z1, a1, p, w):
    n = t.shape[0]
    dz2 = (p - t) / n
    g = {"W2": a1.T @ dz2, "b2": np.sum(dz2, axis=0)}
    dz1 = (dz2 @ w["W2"].T) * a1 * (1 - a1)
    g["W1"] = x.T @ dz1
    g["b1"] = np.sum(dz1, axis=0)
    return g


w = {"W1": np.random.randn(2, 4), "b1": np.zeros(4), "W2": np.random.randn(4, 3), "b2": np.zeros(3)}


def main():
    for epoch in range(50):
        z1, a1, z2, p = forward(x, w)
        g = backward(x, t, z1, a1, p, w)
        for k in w:
            w[k] -= 1.0 * g[k]
        if epoch % 10 == 0:
            acc = np.mean(p.argmax(axis=1) == t_idx)
            print("Epoch", epoch, "loss", cross_entropy(p, t), "acc", acc)


if __name__ == "__main__":
    main()
