import numpy as np

taus = np.array([0.1, 0.5, 0.9])


def pinball(pred, y):
    diff = y[:, None] - pred
    return np.mean(np.maximum(taus * diff, (taus - 1) * diff))


def pinball_grad(pred, y):
    below = (y[:, None] < pred)
    return (below - taus) / pred.size


def hidden(x, w):
    return np.tanh(np.outer(x, w["a"]) + w["b"])


rng = np.random.default_rng(90)
x = rng.uniform(0, 3, 200)
y = np.sin(2 * x) + (0.1 + 0.3 * x) * rng.normal(size=200)
train, test = slice(0, 150), slice(150, None)

w = {"a": rng.normal(size=15), "b": rng.normal(size=15),
     "out": rng.normal(size=(15, 3)) * 0.2, "c": np.zeros(3)}
for epoch in range(400):
    h = hidden(x[train], w)
    pred = h @ w["out"] + w["c"]
    g = pinball_grad(pred, y[train])
    gh = (g @ w["out"].T) * (1 - h ** 2)
    grads = {"out": h.T @ g, "c": g.sum(axis=0), "a": x[train] @ gh, "b": gh.sum(axis=0)}
    rate = 0.5 / (1 + 0.005 * epoch)
    w = {name: value - rate * grads[name] for name, value in w.items()}
    if epoch % 100 == 0:
        test_pred = hidden(x[test], w) @ w["out"] + w["c"]
        inside = (y[test] > test_pred[:, 0]) & (y[test] < test_pred[:, 2])
        print("epoch", epoch, "train", pinball(pred, y[train]), "test", pinball(test_pred, y[test]), "coverage", inside.mean())
