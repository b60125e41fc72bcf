import numpy as np

gen = np.random.default_rng(2024)
B, D, H, C = 32, 5, 6, 3
x = gen.standard_normal((B, D))
lab = np.argmax(x @ gen.standard_normal((D, C)), axis=1)
onehot = np.zeros((B, C))
onehot[np.arange(B), lab] = 1.0

W1 = gen.standard_normal((D, H)) * (2 / D) ** 0.5
c1 = np.zeros(H)
W2 = gen.standard_normal((H, H)) * (2 / H) ** 0.5
c2 = np.zeros(H)
W3 = gen.standard_normal((H, C)) * (2 / H) ** 0.5
c3 = np.zeros(C)

for it in range(120):
    u1 = np.einsum('bi,ij->bj', x, W1) + c1
    h1 = np.where(u1 > 0, u1, 0)
    u2 = np.einsum('bi,ij->bj', h1, W2) + c2
    h2 = np.where(u2 > 0, u2, 0)
    u3 = np.einsum('bi,ij->bj', h2, W3) + c3
    u3 = u3 - u3.max(axis=1, keepdims=True)
    p = np.exp(u3) / np.exp(u3).sum(axis=1, keepdims=True)
    nll = -(onehot * np.log(p)).sum() / B

    g3 = (p - onehot) / B
    dW3 = np.einsum('bi,bj->ij', h1, g3)
    dc3 = np.einsum('bj->j', g3)
    g2 = np.einsum('bj,ij->bi', g3, W3) * (u2 > 0)
    dW2 = np.einsum('bi,bj->ij', h1, g2)
    dc2 = np.einsum('bj->j', g2)
    g1 = np.einsum('bj,ij->bi', g2, W2) * (u1 > 0)
    dW1 = np.einsum('bi,bj->ij', x, g1)
    dc1 = np.einsum('bj->j', g1)

    W3 -= 0.1 * dW3; c3 -= 0.1 * dc3
    W2 -= 0.1 * dW2; c2 -= 0.1 * dc2
    W1 -= 0.1 * dW1; c1 -= 0.1 * dc1
    if it % 30 == 0:
        print(it, round(nll, 4), (p.argmax(1) == lab).mean())
