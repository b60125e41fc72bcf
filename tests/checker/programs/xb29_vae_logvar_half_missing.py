# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["lost-factor", "own-loss"]
# mistake = "In the VAE the path std = exp(logvar/2) has lost its factor 1/2 in dlogvar, and the KL part of dmu has the wrong sign."
# wrong_lines = [45, 46]
# cause_lines = []
# right = { "45" = "dmu = dz + c['mu'] / N", "46" = "dlogvar = 0.5 * dz * eps * c['std'] + 0.5 * (np.exp(c['logvar']) - 1) / N" }
# wrong_in_itself = ["dmu", "dlogvar"]
# wrong_quantities = ["dmu", "dlogvar", "gWm", "gWl"]
# [/backprop]

import numpy as np

rng = np.random.default_rng(33)
N, D, Zd = 10, 4, 2
X = rng.normal(size=(N, D)) @ np.diag([2, 1, .5, .1])
P = {
    'Wm': rng.normal(size=(D, Zd)) * 0.3,
    'Wl': rng.normal(size=(D, Zd)) * 0.3,
    'Wd': rng.normal(size=(Zd, D)) * 0.5,
}


def forward(eps):
    mu = X @ P['Wm']
    logvar = X @ P['Wl']
    std = np.exp(0.5 * logvar)
    z = mu + std * eps
    recon = z @ P['Wd']
    return dict(mu=mu, logvar=logvar, std=std, z=z, recon=recon)


def elbo_loss(c):
    rec = 0.5 * np.sum((c['recon'] - X) ** 2)
    kl = -0.5 * np.sum(1 + c['logvar'] - c['mu'] ** 2 - np.exp(c['logvar']))
    return (rec + kl) / N


def backward(c, eps):
    g = {}
    drecon = (c['recon'] - X) / N
    g['Wd'] = c['z'].T @ drecon
    dz = drecon @ P['Wd'].T
    dmu = dz - c['mu'] / N
    dlogvar = dz * eps * c['std'] + 0.5 * (np.exp(c['logvar']) - 1) / N
    g['Wm'] = X.T @ dmu
    g['Wl'] = X.T @ dlogvar
    return g


eps = np.random.RandomState(2).randn(N, Zd)

if __name__ == '__main__':
    for it in range(50):
        noise = np.random.RandomState(it).randn(N, Zd)
        cache = forward(noise)
        for k, v in backward(cache, noise).items():
            P[k] -= 0.005 * v
        if it % 20 == 0:
            print(it, elbo_loss(cache))
