# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["convolution", "max-pooling"]
# mistake = "The gradient of a max-pool cell is written to all four cells of its window, not only to the largest."
# wrong_lines = [48]
# cause_lines = []
# right = { "48" = "win = act[2 * i:2 * i + 2, 2 * j:2 * j + 2]; dact[2 * i:2 * i + 2, 2 * j:2 * j + 2] = dpool[i, j] * (win == win.max())" }
# wrong_in_itself = ["dact"]
# wrong_quantities = ["dact", "dK", "step_K"]
# [/backprop]

import numpy as np

rng = np.random.RandomState(5)
img = rng.rand(6, 6)
label = 1.0
K = rng.randn(3, 3) * 0.4
v = rng.randn(4) * 0.5
c = np.zeros(1)

for it in range(40):
    # convolution (valid)
    conv = np.zeros((4, 4))
    for i in range(4):
        for j in range(4):
            conv[i, j] = np.sum(img[i:i + 3, j:j + 3] * K)
    act = np.tanh(conv)

    # 2 x 2 max pooling
    pool = np.zeros((2, 2))
    for i in range(2):
        for j in range(2):
            pool[i, j] = act[2 * i:2 * i + 2, 2 * j:2 * j + 2].max()
    flat = pool.flatten()
    out = 1 / (1 + np.exp(-(flat @ v + c)))
    loss = 0.5 * ((out - label) ** 2).sum()

    # backward
    dz = (out - label) * out * (1 - out)
    dv = dz * flat
    dc = dz
    dflat = dz * v
    dpool = dflat.reshape(2, 2)
    dact = np.zeros_like(act)
    for i in range(2):
        for j in range(2):
            dact[2 * i:2 * i + 2, 2 * j:2 * j + 2] = dpool[i, j]
    dconv = dact * (1 - act ** 2)
    dK = np.zeros_like(K)
    for i in range(4):
        for j in range(4):
            dK += dconv[i, j] * img[i:i + 3, j:j + 3]

    K -= 0.5 * dK
    v -= 0.5 * dv
    c -= 0.5 * dc
    if it % 10 == 0:
        print(it, loss)
