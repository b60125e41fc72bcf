# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["policy-gradient", "extra-factor"]
# mistake = "The advantage is already in dlogits and is multiplied in a second time in dW2."
# wrong_lines = [37]
# cause_lines = []
# right = { "37" = "dW2 = h.T @ dlogits" }
# wrong_in_itself = ["dW2"]
# wrong_quantities = ["dW2", "step_W2"]
# [/backprop]

import numpy as np

np.random.seed(13)
n, S, A, H = 20, 4, 3, 5
W1 = np.random.randn(S, H) * .5
b1 = np.zeros(H)
W2 = np.random.randn(H, A) * .5
b2 = np.zeros(A)
lr = .2

for ep in range(50):
    s = np.random.randn(n, S)
    z1 = s @ W1 + b1
    h = np.tanh(z1)
    z2 = h @ W2 + b2
    e = np.exp(z2 - z2.max(1, keepdims=True))
    prob = e / e.sum(1, keepdims=True)
    a = np.random.RandomState(ep).randint(0, A, n)
    r = np.where(a == s[:, :3].argmax(1), 1.0, -0.5)
    adv = (r - r.mean()) / (r.std() + 1e-8)

    dlogits = -prob.copy()
    dlogits[np.arange(n), a] += 1
    dlogits *= adv.reshape(-1, 1) / n
    dW2 = h.T @ (dlogits * adv[:, None])
    db2 = dlogits.sum(0)
    dz1 = dlogits @ W2.T * (1 - h * h)
    dW1 = s.T @ dz1
    db1 = dz1.sum(0)

    # gradient ascent
    W1 += lr * dW1; b1 += lr * db1
    W2 += lr * dW2; b2 += lr * db2
    if ep % 10 == 0:
        print(ep, r.mean())
