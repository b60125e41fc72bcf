import numpy as np

np.random.seed(31)
sig = lambda v: 1 / (1 + np.exp(-v))
nx, nh, T = 2, 4, 4
W = np.random.randn(4 * nh, nx + nh) * 0.4
b = np.zeros(4 * nh)
b[nh:2 * nh] = 1
v = np.random.randn(nh)
seqs = np.random.randn(6, T, nx)
goal = seqs[:, 0, 0] - seqs[:, 2, 1]

for epoch in range(15):
    dW, db, dv = np.zeros_like(W), np.zeros_like(b), np.zeros_like(v)
    cost = 0.0
    for xs, y in zip(seqs, goal):
        h, c = np.zeros(nh), np.zeros(nh)
        memory = []
        for x in xs:
            xh = np.concatenate((x, h))
            zi, zf, zo, zg = np.split(W @ xh + b, 4)
            i, f, o, g = sig(zi), sig(zf), sig(zo), np.tanh(zg)
            c_old, c = c, f * c + i * g
            tc = np.tanh(c)
            h = o * tc
            memory.append((xh, i, f, o, g, c_old, tc))
        err = v @ h - y
        cost += err ** 2 / 2
        dv += err * h
        dh, dc = err * v, np.zeros(nh)
        while memory:
            xh, i, f, o, g, c_old, tc = memory.pop()
            dc = dc + dh * o * (1 - tc ** 2)
            dz = np.hstack((dc * g * i * (1 - i), dc * c_old * f * (1 - f),
                            dh * tc * o * (1 - o), dc * i * (1 - g ** 2)))
            dW += np.outer(dz, xh)
            db += dz
            dh = (W.T @ dz)[nx:]
            dc = dc * f
    for p, dp in ((W, dW), (b, db), (v, dv)):
        p -= 0.05 * dp
    if epoch % 5 == 0:
        print(epoch, cost)
