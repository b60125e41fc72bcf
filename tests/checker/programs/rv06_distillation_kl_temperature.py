# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["kl-divergence", "temperature"]
# about = "Distillation: T^2 times KL(teacher || student) at temperature T, mixed with the hard-label loss; T^2 * 1/T leaves a factor T."
# [/backprop]

import numpy as np

rs = np.random.RandomState(8)
X = rs.randn(6, 3)
teacher_scores = 3 * X @ rs.randn(3, 3)
hard = teacher_scores.argmax(1)
onehot = np.eye(3)[hard]
W = rs.randn(3, 4) * 0.5
V = rs.randn(4, 3) * 0.5
T, alpha, N = 2.5, 0.7, len(X)


def soft(s, temp=1.0):
    e = np.exp((s - s.max(1, keepdims=True)) / temp)
    return e / e.sum(1, keepdims=True)


q = soft(teacher_scores, T)
for epoch in range(50):
    Z = X @ W
    H = np.tanh(Z)
    S = H @ V
    p_T, p_1 = soft(S, T), soft(S)
    kl = np.sum(q * (np.log(q) - np.log(p_T))) / N
    ce = -np.log(p_1[np.arange(N), hard]).mean()
    loss = alpha * T ** 2 * kl + (1 - alpha) * ce

    dS = (alpha * T * (p_T - q) + (1 - alpha) * (p_1 - onehot)) / N
    dV = H.T @ dS
    dZ = dS @ V.T
    dZ -= dZ * H ** 2
    dW = X.T @ dZ
    W -= 0.3 * dW
    V -= 0.3 * dV
    if not epoch % 10:
        print(epoch, loss)
