# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["own-loss", "normalisation"]
# about = "Embeddings are normalised to unit length; the gradient through u/|u| is the projection (g - u<u,g>)/|v|."
# [/backprop]

import numpy as np

R = np.random.RandomState(42)
texts = R.rand(16, 5)
images = np.c_[texts[:, 0] - texts[:, 1], texts[:, 2], texts[:, 3:].sum(1)]
images /= np.linalg.norm(images, axis=1)[:, None]
W = R.randn(5, 3)
b = R.randn(3) * .1

for epoch in range(120):
    v = texts @ W + b
    length = np.linalg.norm(v, axis=1, keepdims=True)
    u = v / length
    cos = np.einsum('nd,nd->n', u, images)
    loss = np.mean(1 - cos)

    du = -images / len(u)
    dv = (du - u * np.einsum('nd,nd->n', u, du)[:, None]) / length
    dW = np.einsum('ni,nj->ij', texts, dv)
    db = np.einsum('nj->j', dv)
    W -= 0.5 * dW
    b -= 0.5 * db
    if epoch % 40 == 0:
        print(epoch, 'mean cosine', 1 - loss)
