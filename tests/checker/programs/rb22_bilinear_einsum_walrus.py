# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["bilinear"]
# about = "Bilinear score x^T M y with einsum and a walrus in the while header; logistic loss with logaddexp."
# [/backprop]

import numpy as np

g = np.random.Generator(np.random.PCG64(20))
users = g.normal(size=(28, 3))
items = g.normal(size=(28, 4))
liked = (users[:, 0] * items[:, 1] - users[:, 2] * items[:, 3] > 0).astype(float)
M = g.normal(size=(3, 4)) * 0.2
u = np.zeros(3)
c = np.zeros(())
it = 0
while (it := it + 1) <= 150:
    score = np.einsum('ni,ij,nj->n', users, M, items) + users @ u + c
    loss = np.mean(np.logaddexp(0, score) - liked * score)

    ds = 0.5 * (1 + np.tanh(score / 2)) - liked
    ds /= len(users)
    dM = np.einsum('n,ni,nj->ij', ds, users, items)
    du = ds @ users
    dc = ds.sum()
    M -= 0.8 * dM
    u -= 0.8 * du
    c -= 0.8 * dc
    if it % 50 == 0:
        print(f"{it = }, {loss = :.4f}")
