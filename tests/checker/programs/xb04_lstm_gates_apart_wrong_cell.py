# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["lstm", "wrong-cached-quantity"]
# mistake = "LSTM with four separate matrices: the forget gate's gradient takes the new cell state c[t] instead of c[t-1], and the cell gradient is carried back without the forget gate."
# wrong_lines = [54, 63]
# cause_lines = []
# right = { "54" = "df = dc * c[t - 1] * f[t] * (1 - f[t])", "63" = "dc_next = dc * f[t]" }
# wrong_in_itself = ["df3", "df2", "df1", "df0"]
# wrong_quantities = ["df3", "dh2", "dc2", "df2", "di2", "dg2", "do2", "dh1", "dc1", "df1", "di1", "dg1", "do1", "dh0", "dc0", "df0", "dg0", "do0"]
# [/backprop]

import numpy as np

np.random.seed(9)
T, H = 4, 3
seq = np.sin(np.arange(T + 1) * 0.9)
P = {k: np.random.randn(H, H + 1) * 0.6 for k in ('Wf', 'Wi', 'Wg', 'Wo')}
P['Wy'] = np.random.randn(1, H)

x, f, i, g, o, c, h, y = {}, {}, {}, {}, {}, {}, {}, {}


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def forward():
    h[-1] = np.zeros((H, 1))
    c[-1] = np.full((H, 1), 0.5)
    L = 0
    for t in range(T):
        x[t] = np.vstack((h[t - 1], [[seq[t]]]))
        zf = P['Wf'] @ x[t]
        zi = P['Wi'] @ x[t]
        zg = P['Wg'] @ x[t]
        zo = P['Wo'] @ x[t]
        f[t], i[t], o[t], g[t] = sigmoid(zf), sigmoid(zi), sigmoid(zo), np.tanh(zg)
        c[t] = f[t] * c[t - 1] + i[t] * g[t]
        h[t] = o[t] * np.tanh(c[t])
        y[t] = P['Wy'] @ h[t]
        L += 0.5 * ((y[t] - seq[t + 1]) ** 2).sum()
    return L


def backward():
    d = {k: np.zeros_like(v) for k, v in P.items()}
    dh_next, dc_next = np.zeros((H, 1)), np.zeros((H, 1))
    for t in range(T - 1, -1, -1):
        dy = y[t] - seq[t + 1]
        d['Wy'] += dy @ h[t].T
        dh = P['Wy'].T @ dy + dh_next
        dc = dh * o[t] * (1 - np.tanh(c[t]) ** 2) + dc_next
        df = dc * c[t] * f[t] * (1 - f[t])
        di = dc * g[t] * i[t] * (1 - i[t])
        dg = dc * i[t] * (1 - g[t] ** 2)
        do = dh * np.tanh(c[t]) * o[t] * (1 - o[t])
        dx = np.zeros_like(x[t])
        for name, dz in zip(('Wf', 'Wi', 'Wg', 'Wo'), (df, di, dg, do)):
            d[name] += dz @ x[t].T
            dx += P[name].T @ dz
        dh_next = dx[:H]
        dc_next = dc
    return d


if __name__ == '__main__':
    for k in range(60):
        loss = forward()
        grads = backward()
        for name in P:
            P[name] -= 0.1 * grads[name]
        if k % 20 == 0:
            print(k, loss)
