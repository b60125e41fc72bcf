# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["gan", "gradient-clipping"]
# about = "GAN with a frozen discriminator in the generator step (non-saturating loss -log D); gradients clipped by their common norm."
# [/backprop]

import numpy as np

rng = np.random.RandomState(71)
real = rng.normal([2.0, -1.0], 0.3, size=(8, 2))
noise = rng.randn(8, 3)
A, c = rng.randn(3, 2) * 0.3, np.zeros(2)              # generator
D1, D2 = rng.randn(2, 5) * 0.5, rng.randn(5) * 0.5     # discriminator
d1 = np.zeros(5)
sigmoid = lambda s: 1 / (1 + np.exp(-s))
leak = lambda z: np.where(z < 0, 0.2, 1.0)


def generate(z):
    pre = z @ A + c
    return 3 * np.tanh(pre)


def discriminate(x):
    global hidden
    hidden = x @ D1 + d1
    logit = (hidden * leak(hidden)) @ D2
    return logit


def discriminator_step(lr):
    global D1, D2, d1
    both = np.concatenate([real, generate(noise)])
    is_real = np.repeat([1.0, 0.0], len(real))
    g = (sigmoid(discriminate(both)) - is_real) / len(both)
    gh = np.outer(g, D2) * leak(hidden)
    D2 = D2 - lr * g @ (hidden * leak(hidden))
    D1 = D1 - lr * both.T @ gh
    d1 = d1 - lr * gh.sum(axis=0)


def generator_gradients(z, logit):
    g = (sigmoid(logit) - 1) / len(logit)
    gx = (g[:, None] * D2 * leak(hidden)) @ D1.T
    fake = np.tanh(z @ A + c)
    gpre = 3 * gx * (1 - fake ** 2)
    return z.T @ gpre, gpre.sum(axis=0)


if __name__ == "__main__":
    for it in range(60):
        discriminator_step(0.2)
        logit = discriminate(generate(noise))
        gA, gc = generator_gradients(noise, logit)
        norm = np.sqrt((gA ** 2).sum() + (gc ** 2).sum())
        rate = 0.2 * min(1.0, 1.0 / (norm + 1e-12))
        A -= rate * gA
        c -= rate * gc
        if it % 20 == 0:
            print(it, sigmoid(logit).mean(), norm)
