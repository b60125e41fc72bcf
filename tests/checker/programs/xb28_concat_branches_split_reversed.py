# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["concatenation", "wrong-slice"]
# mistake = "The forward pass concatenates [image branch, text branch]; backward splits the gradient the other way round (both have 3 units)."
# wrong_lines = [38, 39]
# cause_lines = [37]
# right = { "37" = "dhi, dht = np.split(dh, 2, axis=1)" }
# wrong_in_itself = ["dzt", "dzi"]
# wrong_quantities = ["dzt", "dzi", "dWt", "dWi", "step_Wi", "step_Wt"]
# [/backprop]

import numpy as np

rng = np.random.RandomState(61)
n = 16
img = rng.randn(n, 4)
txt = rng.randn(n, 2)
y = np.tanh(img[:, :1] + txt[:, 1:])
Wi = rng.randn(4, 3) * 0.5
Wt = rng.randn(2, 3) * 0.5
Wo = rng.randn(6, 1) * 0.5

for epoch in range(100):
    # two branches
    zi = img @ Wi
    hi = np.tanh(zi)
    zt = txt @ Wt
    ht = np.maximum(zt, 0)
    h = np.concatenate([hi, ht], axis=1)
    out = h @ Wo
    loss = np.mean((out - y) ** 2)

    dout = 2 * (out - y) / n
    dWo = h.T @ dout
    dh = dout @ Wo.T
    dht, dhi = np.split(dh, 2, axis=1)
    dzt = dht * (zt > 0)
    dzi = dhi * (1 - hi ** 2)
    dWt = txt.T @ dzt
    dWi = img.T @ dzi

    Wo -= 0.1 * dWo
    Wi -= 0.1 * dWi
    Wt -= 0.1 * dWt
    if epoch % 25 == 0:
        print(epoch, loss)
