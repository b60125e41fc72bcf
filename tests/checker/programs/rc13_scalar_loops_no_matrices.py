import numpy as np
import math

rs = np.random.RandomState(31)
n_inputs, n_hidden = 2, 5
v = rs.uniform(-1, 1, (n_hidden, n_inputs))
c = rs.uniform(-0.5, 0.5, n_hidden)
u = rs.uniform(-1, 1, n_hidden)
d = np.array([0.1])

samples = []
for _ in range(25):
    p = rs.uniform(-1, 1, n_inputs)
    samples.append((p, p[0] * p[1] + 0.5 * p[0]))

def run(p):
    hid = []
    for k in range(n_hidden):
        s = c[k]
        for i in range(n_inputs):
            s += v[k, i] * p[i]
        hid.append(1.0 / (1.0 + math.exp(-s)))
    out = d[0]
    for k in range(n_hidden):
        out += u[k] * hid[k]
    return hid, out

def total_loss():
    return sum((run(p)[1] - target) ** 2 for p, target in samples)

def accumulate():
    gv = np.zeros_like(v)
    gc = np.zeros_like(c)
    gu = np.zeros_like(u)
    gd = np.zeros_like(d)
    for p, target in samples:
        hid, out = run(p)
        e = out - target
        gd[0] += e
        for k in range(n_hidden):
            gu[k] += e * hid[k]
            back = e * u[k] * hid[k] * (1 - hid[k])
            gc[k] += back
            for i in range(n_inputs):
                gv[k, i] += back * p[i]
    return gv, gc, gu, gd

for epoch in range(200):
    gv, gc, gu, gd = accumulate()
    eta = 0.02
    v -= eta * gv
    c -= eta * gc
    u -= eta * gu
    d -= eta * gd
    if epoch % 50 == 0:
        print("epoch", epoch, "sse", total_loss())
