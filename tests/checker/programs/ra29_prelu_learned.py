import numpy as np

# MLP where every hidden unit owns a learnable negative slope (PReLU).
# Exponential moving average of the weights is used for evaluation.

np.random.seed(123)
n = 200
X = np.random.uniform(-1, 1, (n, 2))
y = (np.sin(4 * X[:, 0]) > 2 * X[:, 1]).astype(np.int64)
cut = 150
Xtr, ytr, Xte, yte = X[:cut], y[:cut], X[cut:], y[cut:]

config = {"h1": 16, "h2": 8, "lr": 0.3, "epochs": 300, "ema": 0.98, "bs": 50}
sizes = [2, config["h1"], config["h2"], 1]
net = []
for a, b in zip(sizes[:-1], sizes[1:]):
    net.append([np.random.randn(a, b) * np.sqrt(2 / a), np.zeros(b), np.full(b, 0.25)])
net[-1].pop()           # last layer is linear, no slope


def predict(net, X):
    for W, b, *slope in net:
        X = X @ W + b
        if slope:
            X = np.maximum(X, 0) + slope[0] * np.minimum(X, 0)
    return 1 / (1 + np.exp(-X[:, 0]))


def gradients(net, X, y):
    xs, zs = [X], []
    for W, b, *slope in net:
        zs.append(xs[-1] @ W + b)
        xs.append(np.where(zs[-1] > 0, zs[-1], slope[0] * zs[-1]) if slope else zs[-1])
    p = 1 / (1 + np.exp(-xs[-1]))
    t = y.reshape(-1, 1)
    pc = np.clip(p, 1e-15, 1 - 1e-15)
    loss = -(t * np.log(pc) + (1 - t) * np.log(1 - pc)).mean()
    d = (p - t) / len(t)
    out = []
    for (W, b, *slope), x, z in zip(net[::-1], xs[-2::-1], zs[::-1]):
        g = []
        if slope:
            g = [(d * np.minimum(z, 0)).sum(axis=0)]
            d = d * np.where(z > 0, 1.0, slope[0])
        out.append([x.T @ d, d.sum(axis=0)] + g)
        d = d @ W.T
    return loss, out[::-1]


ema = [[q.copy() for q in layer] for layer in net]
for epoch in range(config["epochs"]):
    order = np.random.permutation(cut)
    for k in range(0, cut, config["bs"]):
        sel = order[k:k + config["bs"]]
        loss, G = gradients(net, Xtr[sel], ytr[sel])
        for layer, gl, el in zip(net, G, ema):
            for q, g, e in zip(layer, gl, el):
                q -= config["lr"] * g
                e += (1 - config["ema"]) * (q - e)
    if epoch % 100 == 0:
        print(epoch, "train loss", round(float(loss), 4))

for name, m in (("raw", net), ("ema", ema)):
    print(name, "test accuracy", np.mean((predict(m, Xte) > .5) == yte))
