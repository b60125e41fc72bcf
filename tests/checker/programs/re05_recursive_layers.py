import numpy as np

rng = np.random.default_rng(11)


def make(sizes):
    if len(sizes) == 1:
        return []
    head = {"w": rng.standard_normal((sizes[1], sizes[0])) * np.sqrt(1 / sizes[0]),
            "c": np.zeros((sizes[1], 1))}
    return [head] + make(sizes[1:])


def descend(net, a, target, lr):
    """Goes down through the layers; on the way up hands back dL/da and the loss."""
    if not net:
        e = a - target
        return e / e.shape[1], 0.5 * np.sum(e ** 2) / e.shape[1]
    layer, *rest = net
    z = layer["w"] @ a + layer["c"]
    out = z if not rest else np.tanh(z)
    upstream, loss = descend(rest, out, target, lr)
    dz = upstream if not rest else upstream * (1 - out * out)
    below = layer["w"].T @ dz
    layer["w"] -= lr * dz @ a.T
    layer["c"] -= lr * dz.sum(axis=1, keepdims=True)
    return below, loss


def evaluate(net, a):
    if len(net) == 1:
        return net[0]["w"] @ a + net[0]["c"]
    return evaluate(net[1:], np.tanh(net[0]["w"] @ a + net[0]["c"]))


x = rng.uniform(-3, 3, (1, 64))
t = np.cos(x) + 0.05 * rng.standard_normal(x.shape)
net = make([1, 9, 9, 1])
for k in range(300):
    _, loss = descend(net, x, t, 0.1)
    if k % 60 == 0:
        print(k, round(loss, 5))
print("max error", np.abs(evaluate(net, x) - t).max())
