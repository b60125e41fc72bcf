# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["einsum", "transposed-weight"]
# mistake = "All hidden layers have four units, so swapped einsum letters go unnoticed: the gradient of W2 comes out transposed, and the way down to the first layer uses W2 instead of its transpose."
# wrong_lines = [42, 44]
# cause_lines = []
# right = { "42" = "dW2 = np.einsum('nh,nk->hk', h1, g2)", "44" = "g1 = np.einsum('nk,hk->nh', g2, W2) * (1 - h1 ** 2)" }
# wrong_in_itself = ["dW2", "g1"]
# wrong_quantities = ["dW2", "g1", "dW1", "db1", "step_W1", "step_b1", "step_W2"]
# [/backprop]

import numpy as np

rng = np.random.RandomState(40)
N, D, H, C = 16, 3, 4, 2
X = rng.normal(size=(N, D))
y = (X[:, 0] ** 2 > 0.5).astype(int)
Y = np.eye(C)[y]

W1, b1 = rng.normal(size=(D, H)) * 0.7, np.zeros(H)
W2, b2 = rng.normal(size=(H, H)) * 0.7, np.zeros(H)
W3, b3 = rng.normal(size=(H, C)) * 0.7, np.zeros(C)
lr = 0.3
track = []

for epoch in range(100):
    z1 = np.einsum('nd,dh->nh', X, W1) + b1
    h1 = np.tanh(z1)
    z2 = np.einsum('nh,hk->nk', h1, W2) + b2
    h2 = np.tanh(z2)
    z3 = np.einsum('nk,kc->nc', h2, W3) + b3
    q = np.exp(z3 - z3.max(1, keepdims=True))
    q = q / q.sum(1, keepdims=True)
    loss = -np.einsum('nc,nc->', Y, np.log(q)) / N
    track.append(loss)

    g3 = (q - Y) / N
    dW3 = np.einsum('nk,nc->kc', h2, g3)
    db3 = np.einsum('nc->c', g3)
    g2 = np.einsum('nc,kc->nk', g3, W3) * (1 - h2 ** 2)
    dW2 = np.einsum('nh,nk->kh', h1, g2)
    db2 = np.einsum('nk->k', g2)
    g1 = np.einsum('nk,kh->nh', g2, W2) * (1 - h1 ** 2)
    dW1 = np.einsum('nd,nh->dh', X, g1)
    db1 = np.einsum('nh->h', g1)

    W1 -= lr * dW1; b1 -= lr * db1
    W2 -= lr * dW2; b2 -= lr * db2
    W3 -= lr * dW3; b3 -= lr * db3

print("%.4f -> %.4f" % (track[0], track[-1]))
