# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["two-networks"]
# about = "Two networks for comparison in one loop: sigmoid output with squared error, and softmax with cross-entropy; one gives sums, the other means, each in line with its own loss."
# [/backprop]

import numpy as np

np.random.seed(15)


def make(n_in, n_hid, n_out):
    return {"W1": np.random.randn(n_in, n_hid), "b1": np.random.randn(1, n_hid) * 0.1,
            "W2": np.random.randn(n_hid, n_out), "b2": np.zeros((1, n_out))}


def sigmoid(x, derivative=False):
    if derivative:
        return sigmoid(x) * (1 - sigmoid(x))
    return 1 / (1 + np.exp(-x))


def hidden(net, x):
    z = x @ net["W1"] + net["b1"]
    return z, np.tanh(z)


def down(net, x, z, h, delta):
    """Everything below the output delta is the same for both networks."""
    back = delta @ net["W2"].T / np.cosh(z) ** 2
    return {"W2": h.T @ delta, "b2": delta.sum(0, keepdims=True), "W1": x.T @ back, "b1": back.sum(0, keepdims=True)}


x = np.random.rand(20, 2) * 2 - 1
label = (x[:, 1] > np.abs(x[:, 0]) - 0.4).astype(int)
y1 = label.reshape(-1, 1)
y2 = np.eye(2)[label]

A, C = make(2, 4, 1), make(2, 4, 2)

for epoch in range(80):
    # network A: one sigmoid unit, sum of squares
    zA, hA = hidden(A, x)
    oA = hA @ A["W2"] + A["b2"]
    yA = sigmoid(oA)
    loss_A = np.sum((yA - y1) ** 2)
    dA = 2 * (yA - y1) * sigmoid(oA, derivative=True)
    gA = down(A, x, zA, hA, dA)

    # network C: two softmax units, mean cross-entropy
    zC, hC = hidden(C, x)
    oC = hC @ C["W2"] + C["b2"]
    yC = np.exp(oC) / np.exp(oC).sum(axis=1)[:, None]
    loss_C = -np.log(yC[y2 == 1]).mean()
    dC = (yC - y2) / x.shape[0]
    gC = down(C, x, zC, hC, dC)

    for net, grads, rate in ((A, gA, 0.05), (C, gC, 0.8)):
        for k, g in grads.items():
            net[k] -= rate * g
    if epoch % 20 == 0:
        print(f"{epoch:3d}  A {np.mean((yA > 0.5) == y1):.2f}  C {np.mean(yC.argmax(1) == label):.2f}")
