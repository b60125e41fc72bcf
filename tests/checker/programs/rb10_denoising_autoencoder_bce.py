# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["autoencoder"]
# about = "Denoising autoencoder: input is the corrupted copy, target the clean one; the first weight's gradient takes the corrupted input."
# [/backprop]

import numpy as np
import time

rng = np.random.RandomState(1234)
proto = rng.rand(4, 6) > 0.5
clean = proto[rng.randint(0, 4, 30)].astype(float)
noisy = clean * (rng.rand(*clean.shape) > 0.3)

theta = [rng.normal(0, 0.3, (6, 3)), np.zeros(3), rng.normal(0, 0.3, (3, 6)), np.zeros(6)]

logistic = lambda a: 1 / (1 + np.exp(-a))


def run(x):
    W, b, V, c = theta
    pre = x.dot(W) + b
    h = logistic(pre)
    out = h.dot(V) + c
    return h, logistic(out)


def bce(r, x):
    """Summed over pixels, averaged over images."""
    return -np.sum(x * np.log(r) + (1 - x) * np.log(1 - r)) / x.shape[0]


def grad(x_tilde, x, h, r):
    W, b, V, c = theta
    n = x.shape[0]
    delta_r = (r - x) / n
    delta_h = delta_r.dot(V.T) * h * (1 - h)
    g = [x_tilde.T.dot(delta_h), delta_h.sum(0), h.T.dot(delta_r), delta_r.sum(0)]
    return g


if __name__ == '__main__':
    t0 = time.time()
    for epoch in range(60):
        perm = rng.permutation(len(clean))
        for k in range(0, len(perm), 10):
            sel = perm[k:k + 10]
            h, r = run(noisy[sel])
            for p, d in zip(theta, grad(noisy[sel], clean[sel], h, r)):
                p -= 0.5 * d
        if epoch % 20 == 0:
            print('%3d  %.4f' % (epoch, bce(run(noisy)[1], clean)))
    print('took less than a minute:', time.time() - t0 < 60)
