import numpy as np

rng = np.random.RandomState(41)
N = 48
state = rng.randn(N, 4)
kind = (state[:, :1] > state[:, 1:2]).astype(float)
value = np.tanh(state[:, 2:3] * state[:, 3:])

Wh, bh = rng.randn(4, 7) * 0.5, np.zeros((1, 7))
Wc, bc = rng.randn(7, 1) * 0.5, np.zeros((1, 1))
Wv, bv = rng.randn(7, 1) * 0.5, np.zeros((1, 1))
lr = 0.1

for ep in range(150):
    h = np.tanh(state @ Wh + bh)
    pc = 1 / (1 + np.exp(-(h @ Wc + bc)))
    v = np.tanh(h @ Wv + bv)
    loss_c = -np.mean(kind * np.log(pc) + (1 - kind) * np.log(1 - pc))
    loss_v = 0.5 * np.mean((v - value) ** 2)
    loss = loss_c + loss_v

    dc = (pc - kind) / N
    dv = (v - value) / N
    gWc = h.T @ dc
    gbc = dc.sum(0, keepdims=True)
    gWv = h.T @ dv
    gbv = dv.sum(0, keepdims=True)
    dh = dc @ Wc.T
    da = dh * (1 - h ** 2)
    gWh = state.T @ da
    gbh = da.sum(0, keepdims=True)

    Wc -= lr * gWc
    bc -= lr * gbc
    Wv -= lr * gWv
    bv -= lr * gbv
    Wh -= lr * gWh
    bh -= lr * gbh
    if ep % 50 == 0:
        print(ep, loss_c, loss_v)
