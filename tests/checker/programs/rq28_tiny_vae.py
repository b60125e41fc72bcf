import numpy as np

rng = np.random.default_rng(28)
X = rng.normal(size=(16, 1)) * np.array([[1.0, -0.5, 2.0]]) + rng.normal(size=(16, 3)) * 0.1
n = X.shape[0]
We = rng.normal(size=(3, 5)) * 0.4
Wm, Ws = rng.normal(size=(2, 5, 2)) * 0.3
Wd = rng.normal(size=(2, 3)) * 0.4
bd = np.zeros(3)
for epoch in range(30):
    h = np.tanh(X @ We)
    mu, logvar = h @ Wm, h @ Ws
    eps = rng.normal(size=mu.shape)
    sigma = np.exp(0.5 * logvar)
    z = mu + sigma * eps
    xr = z @ Wd + bd
    recon = 0.5 * np.sum((xr - X) ** 2) / n
    kl = -0.5 * np.sum(1 + logvar - mu ** 2 - np.exp(logvar)) / n
    elbo_loss = recon + kl
    dxr = (xr - X) / n
    dWd = z.T @ dxr
    dbd = dxr.sum(axis=0)
    dz = dxr @ Wd.T
    dmu = dz + mu / n
    dlogvar = dz * eps * sigma * 0.5 + 0.5 * (np.exp(logvar) - 1) / n
    dWm = h.T @ dmu
    dWs = h.T @ dlogvar
    dh = dmu @ Wm.T + dlogvar @ Ws.T
    dWe = X.T @ (dh * (1 - h * h))
    We -= 0.05 * dWe
    Wm -= 0.05 * dWm
    Ws -= 0.05 * dWs
    Wd -= 0.05 * dWd
    bd -= 0.05 * dbd
    if epoch % 10 == 0:
        print(epoch, "recon", recon, "kl", kl)
