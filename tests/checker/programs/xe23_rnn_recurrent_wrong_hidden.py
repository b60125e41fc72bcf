import numpy as np

np.random.seed(10)
text = "abacabadabacaba"
chars = sorted(set(text))
ids = [chars.index(ch) for ch in text]
V, H, lr = len(chars), 6, 0.05

Wx = np.random.randn(H, V) * 0.4
Wh = np.random.randn(H, H) * 0.4
Wo = np.random.randn(V, H) * 0.4
bh, bo = np.zeros((H, 1)), np.zeros((V, 1))
dbh = np.zeros_like(bh)

for it in range(100):
    hs, ps = {-1: np.zeros((H, 1))}, {}
    loss = 0.0
    for t in range(len(ids) - 1):
        x = np.eye(V)[:, [ids[t]]]
        hs[t] = np.tanh(Wx @ x + Wh @ hs[t - 1] + bh)
        e = np.exp(Wo @ hs[t] + bo)
        ps[t] = e / e.sum()
        loss -= np.log(ps[t][ids[t + 1], 0])

    dWx, dWh, dWo, dbo = (np.zeros_like(p) for p in (Wx, Wh, Wo, bo))
    carry = np.zeros((H, 1))
    for t in range(len(ids) - 2, -1, -1):
        x = np.eye(V)[:, [ids[t]]]
        dy = ps[t].copy()
        dy[ids[t + 1]] -= 1
        dWo += dy @ hs[t].T
        dbo += dy
        draw = (Wo.T @ dy + carry) * (1 - hs[t] ** 2)
        dbh += draw
        dWx += draw @ x.T
        dWh += draw @ hs[t].T
        carry = Wh.T @ draw

    Wx -= lr * dWx
    Wh -= lr * dWh
    Wo -= lr * dWo
    bh -= lr * dbh
    bo -= lr * dbo
    if it % 25 == 0:
        print(it, loss)
