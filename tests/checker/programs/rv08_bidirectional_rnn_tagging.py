# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["bidirectional-rnn", "bptt"]
# about = "Bidirectional tanh RNN, one label per step; the forward half is unrolled backwards in time, the backward half forwards."
# [/backprop]

import numpy as np

np.random.seed(40)
T, D, H, C = 4, 2, 2, 3
x = np.random.randn(T, D)
tags = np.random.randint(0, C, T)
Wf, Wb = np.random.randn(2, D, H) * 0.7
Uf, Ub = np.random.randn(2, H, H) * 0.7
V = np.random.randn(2 * H, C)
eta = 0.2

for epoch in range(30):
    hf = np.zeros((T + 1, H))          # hf[t+1] follows step t
    hb = np.zeros((T + 1, H))          # hb[t] follows step t, read from the right
    for t in range(T):
        hf[t + 1] = np.tanh(x[t] @ Wf + hf[t] @ Uf)
    for t in reversed(range(T)):
        hb[t] = np.tanh(x[t] @ Wb + hb[t + 1] @ Ub)
    both = np.concatenate([hf[1:], hb[:-1]], axis=1)
    scores = both @ V
    p = np.exp(scores)
    p /= p.sum(axis=1, keepdims=True)
    loss = -np.log(p[range(T), tags]).sum()

    p[range(T), tags] -= 1
    dV = both.T @ p
    dboth = p @ V.T
    df, db = np.split(dboth, 2, axis=1)
    dWf, dUf, dWb, dUb = (np.zeros_like(M) for M in (Wf, Uf, Wb, Ub))
    carry = np.zeros(H)
    for t in range(T - 1, -1, -1):
        dz = (df[t] + carry) * (1 - hf[t + 1] ** 2)
        dWf += np.outer(x[t], dz)
        dUf += np.outer(hf[t], dz)
        carry = Uf @ dz
    carry = np.zeros(H)
    for t in range(T):
        dz = (db[t] + carry) * (1 - hb[t] ** 2)
        dWb += np.outer(x[t], dz)
        dUb += np.outer(hb[t + 1], dz)
        carry = Ub @ dz
    for M, dM in zip((Wf, Uf, Wb, Ub, V), (dWf, dUf, dWb, dUb, dV)):
        M -= eta * dM
    if epoch % 10 == 0:
        print(epoch, loss)
