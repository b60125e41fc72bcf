# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["vae", "kl-divergence"]
# about = "VAE with stored noise; mu and logvar come out of one matrix and are taken apart by slicing views; KL summed, reconstruction squared."
# [/backprop]

import numpy as np

rng = np.random.default_rng(88)
X = rng.normal(size=(6, 4)) @ np.diag([2.0, 1.0, 0.3, 0.1])
latent = 2
theta = {"We": rng.normal(0, 0.3, (4, 2 * latent)), "be": np.zeros(2 * latent),
         "Wd": rng.normal(0, 0.5, (latent, 4)), "bd": np.zeros(4)}
noise = rng.normal(size=(6, latent))


def forward(X, noise):
    stats = X @ theta["We"] + theta["be"]
    mu, logvar = stats[:, :latent], stats[:, latent:]
    z = mu + noise * np.exp(0.5 * logvar)
    recon = z @ theta["Wd"] + theta["bd"]
    return stats, mu, logvar, z, recon


def elbo_loss(run):
    stats, mu, logvar, z, recon = run
    return (0.5 * np.sum((recon - X) ** 2) - 0.5 * np.sum(1 + logvar - mu ** 2 - np.exp(logvar))) / len(X)


def backward(X, noise, run):
    stats, mu, logvar, z, recon = run
    n = len(X)
    drecon = (recon - X) / n
    dz = drecon @ theta["Wd"].T
    dstats = np.empty_like(stats)
    dmu, dlv = dstats[:, :latent], dstats[:, latent:]
    np.add(dz, mu / n, out=dmu)
    np.multiply(dz, z - mu, out=dlv)
    dlv += (np.exp(logvar) - 1) / n
    dlv *= 0.5
    return {"We": X.T @ dstats, "be": dstats.sum(0), "Wd": z.T @ drecon, "bd": drecon.sum(0)}


def step(grads, lr):
    for k, g in grads.items():
        theta[k] -= lr * g


if __name__ == "__main__":
    for epoch in range(50):
        run = forward(X, noise)
        if epoch % 10 == 0:
            print(epoch, elbo_loss(run))
        step(backward(X, noise, run), 0.05)
        noise = rng.normal(size=noise.shape)
