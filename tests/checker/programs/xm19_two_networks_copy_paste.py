# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["copy-paste", "update"]
# mistake = "Two networks side by side; the copied lines of the second still use the first one's hidden activations (dV2) and the first one's bias gradient (c1 is updated with db1)."
# wrong_lines = [63, 69]
# cause_lines = []
# right = { "63" = "dV2 = dU2 @ H1.T / m", "69" = "c1 = c1 - 0.1 * dc1" }
# wrong_in_itself = ["dV2", "step_c1"]
# wrong_quantities = ["dV2", "step_c1", "step_V2"]
# [/backprop]

import numpy as np

np.random.seed(23)
m = 25
X = np.random.randn(3, m)
Y = (X[0:1] + X[1:2] * X[2:3] > 0).astype(int)
nh = 5

# network 1 (relu)
W1, b1 = np.random.randn(nh, 3) * 0.7, np.zeros((nh, 1))
W2, b2 = np.random.randn(1, nh) * 0.7, np.zeros((1, 1))
# network 2 (tanh)
V1, c1 = np.random.randn(nh, 3) * 0.7, np.zeros((nh, 1))
V2, c2 = np.random.randn(1, nh) * 0.7, np.zeros((1, 1))


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def cross_entropy(A, Y):
    return -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / A.shape[1]


costs_relu, costs_tanh = [], []
for i in range(150):
    # ---- relu network ----
    Z1 = W1 @ X + b1
    A1 = np.maximum(Z1, 0)
    Z2 = W2 @ A1 + b2
    A2 = sigmoid(Z2)
    cost_relu = cross_entropy(A2, Y)
    dZ2 = A2 - Y
    dW2 = dZ2 @ A1.T / m
    db2 = dZ2.mean(axis=1, keepdims=True)
    dZ1 = W2.T @ dZ2 * (Z1 > 0)
    dW1 = dZ1 @ X.T / m
    db1 = dZ1.mean(axis=1, keepdims=True)
    W1 = W1 - 0.1 * dW1
    b1 = b1 - 0.1 * db1
    W2 = W2 - 0.1 * dW2
    b2 = b2 - 0.1 * db2

    # ---- tanh network ----
    U1 = V1 @ X + c1
    H1 = np.tanh(U1)
    U2 = V2 @ H1 + c2
    H2 = sigmoid(U2)
    cost_tanh = cross_entropy(H2, Y)
    dU2 = H2 - Y
    dV2 = dU2 @ A1.T / m
    dc2 = dU2.mean(axis=1, keepdims=True)
    dU1 = V2.T @ dU2 * (1 - H1 ** 2)
    dV1 = dU1 @ X.T / m
    dc1 = dU1.mean(axis=1, keepdims=True)
    V1 = V1 - 0.1 * dV1
    c1 = c1 - 0.1 * db1
    V2 = V2 - 0.1 * dV2
    c2 = c2 - 0.1 * dc2

    costs_relu.append(cost_relu)
    costs_tanh.append(cost_tanh)

print("relu:", costs_relu[-1], " tanh:", costs_tanh[-1])
