# Minimal VAE: Bernoulli decoder, diagonal Gaussian posterior, reparametrisation trick
import numpy as np
rng = np.random.default_rng(2)
D, H, Z = 10, 12, 2

def glorot(a, b):
    lim = np.sqrt(6 / (a + b))
    return rng.uniform(-lim, lim, (a, b))

theta = {"We": glorot(D, H), "be": np.zeros(H),
         "Wm": glorot(H, Z), "bm": np.zeros(Z),
         "Wl": glorot(H, Z), "bl": np.zeros(Z),
         "Wd": glorot(Z, H), "bd": np.zeros(H),
         "Wx": glorot(H, D), "bx": np.zeros(D)}

def neg_elbo(p, x, eps):
    n = x.shape[0]
    he = np.tanh(x @ p["We"] + p["be"])
    mu = he @ p["Wm"] + p["bm"]
    logvar = he @ p["Wl"] + p["bl"]
    std = np.exp(0.5 * logvar)
    z = mu + std * eps
    hd = np.tanh(z @ p["Wd"] + p["bd"])
    logits = hd @ p["Wx"] + p["bx"]
    rec = np.sum(np.logaddexp(0, logits) - x * logits)
    kl = -0.5 * np.sum(1 + logvar - mu ** 2 - np.exp(logvar))
    loss = (rec + kl) / n

    g = {}
    dlogits = (1 / (1 + np.exp(-logits)) - x) / n
    g["Wx"], g["bx"] = hd.T @ dlogits, dlogits.sum(0)
    dad = dlogits @ p["Wx"].T * (1 - hd ** 2)
    g["Wd"], g["bd"] = z.T @ dad, dad.sum(0)
    dz = dad @ p["Wd"].T
    dmu = dz + mu / n
    dlv = dz * eps * 0.5 * std + 0.5 * (np.exp(logvar) - 1) / n
    g["Wm"], g["bm"] = he.T @ dmu, dmu.sum(0)
    g["Wl"], g["bl"] = he.T @ dlv, dlv.sum(0)
    dae = (dmu @ p["Wm"].T + dlv @ p["Wl"].T) * (1 - he ** 2)
    g["We"], g["be"] = x.T @ dae, dae.sum(0)
    return loss, g

templates = (rng.random((3, D)) < 0.5).astype(float)
data = templates[rng.integers(3, size=150)]
flip = rng.random(data.shape) < 0.05
data[flip] = 1 - data[flip]

m = {k: np.zeros_like(v) for k, v in theta.items()}
v = {k: np.zeros_like(w) for k, w in theta.items()}
t = 0
for epoch in range(80):
    rng.shuffle(data)
    total = 0
    for batch in np.split(data, 5):
        t += 1
        loss, g = neg_elbo(theta, batch, rng.standard_normal((len(batch), Z)))
        for k in theta:
            m[k] = 0.9 * m[k] + 0.1 * g[k]
            v[k] = 0.999 * v[k] + 0.001 * g[k] * g[k]
            theta[k] -= 0.01 * m[k] / (1 - 0.9 ** t) / (np.sqrt(v[k] / (1 - 0.999 ** t)) + 1e-8)
        total += loss
    if epoch % 20 == 0:
        print(f"epoch {epoch}: -ELBO {total / 5:.3f}")
