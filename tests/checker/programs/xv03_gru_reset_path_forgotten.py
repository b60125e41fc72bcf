# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["gru", "bptt"]
# mistake = "The gradient of the previous state leaves out the path through r*h into the candidate."
# wrong_lines = [54]
# cause_lines = []
# right = { "54" = "dh = dh * (1 - zs[t]) + daz @ Uz.T + dar @ Ur.T + drh * rs[t]" }
# wrong_in_itself = ["dh2", "dh1", "dh0"]
# wrong_quantities = ["dh2", "daz1", "dan1", "dar1", "dh1", "daz0", "dan0", "dWz", "dWr", "dWn", "dUz", "dUr", "dUn", "dh0", "step_Wz", "step_Wr", "step_Wn", "step_Uz", "step_Ur", "step_Un"]
# [/backprop]

import numpy as np

np.random.seed(31)
N, T, D, H = 4, 3, 2, 3
X = np.random.randn(T, N, D)
y = np.random.randn(N, 1)
Wz, Wr, Wn = np.random.randn(3, D, H) * 0.6
Uz, Ur, Un = np.random.randn(3, H, H) * 0.6
V = np.random.randn(H, 1)
sigmoid = lambda a: 1 / (1 + np.exp(-a))

for epoch in range(40):
    hs = [np.zeros((N, H))]
    zs, rs, ns = [], [], []
    for t in range(T):
        az = X[t] @ Wz + hs[t] @ Uz
        ar = X[t] @ Wr + hs[t] @ Ur
        zs.append(sigmoid(az))
        rs.append(sigmoid(ar))
        an = X[t] @ Wn + (rs[t] * hs[t]) @ Un
        ns.append(np.tanh(an))
        hs.append((1 - zs[t]) * hs[t] + zs[t] * ns[t])
    out = hs[-1] @ V
    loss = np.mean((out - y) ** 2) / 2

    dout = (out - y) / N
    dV = hs[-1].T @ dout
    dh = dout @ V.T
    dWz, dWr, dWn, dUz, dUr, dUn = [np.zeros_like(M) for M in (Wz, Wr, Wn, Uz, Ur, Un)]
    for t in reversed(range(T)):
        h = hs[t]
        daz = dh * (ns[t] - h) * zs[t] * (1 - zs[t])
        dan = dh * zs[t] * (1 - ns[t] ** 2)
        drh = dan @ Un.T
        dar = drh * h * rs[t] * (1 - rs[t])
        dWz += X[t].T @ daz
        dWr += X[t].T @ dar
        dWn += X[t].T @ dan
        dUz += h.T @ daz
        dUr += h.T @ dar
        dUn += (rs[t] * h).T @ dan
        dh = dh * (1 - zs[t]) + daz @ Uz.T + dar @ Ur.T
    for M, dM in ((Wz, dWz), (Wr, dWr), (Wn, dWn), (Uz, dUz), (Ur, dUr), (Un, dUn), (V, dV)):
        M -= 0.1 * dM
    if epoch % 10 == 0:
        print(epoch, loss)
