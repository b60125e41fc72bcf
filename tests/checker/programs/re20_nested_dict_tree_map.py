import numpy as np


def tree_map(f, *trees):
    if isinstance(trees[0], dict):
        return {k: tree_map(f, *(t[k] for t in trees)) for k in trees[0]}
    return f(*trees)


def init(rng):
    dense = lambda i, o: {"kernel": rng.normal(0, i ** -0.5, (i, o)), "bias": np.zeros(o)}
    return {"encoder": {"first": dense(4, 10), "second": dense(10, 5)},
            "head": dense(5, 2)}


def dense_bwd(layer, x, dy):
    return {"kernel": x.T @ dy, "bias": dy.sum(0)}, dy @ layer["kernel"].T


def loss_fn(tree, x, y):
    enc = tree["encoder"]
    h1 = np.tanh(x @ enc["first"]["kernel"] + enc["first"]["bias"])
    h2 = np.tanh(h1 @ enc["second"]["kernel"] + enc["second"]["bias"])
    pred = h2 @ tree["head"]["kernel"] + tree["head"]["bias"]
    return ((pred - y) ** 2).sum() / len(x), (h1, h2, pred)


def grad_fn(tree, x, y, saved):
    h1, h2, pred = saved
    enc = tree["encoder"]
    g_head, d = dense_bwd(tree["head"], h2, 2 * (pred - y) / len(x))
    g_second, d = dense_bwd(enc["second"], h1, d * (1 - h2 ** 2))
    g_first, _ = dense_bwd(enc["first"], x, d * (1 - h1 ** 2))
    return {"encoder": {"first": g_first, "second": g_second}, "head": g_head}


rng = np.random.default_rng(88)
x = rng.normal(size=(100, 4))
y = np.stack([x[:, 0] * x[:, 1], np.sin(x[:, 2] + x[:, 3])], axis=1)
state = init(rng)
momentum = tree_map(np.zeros_like, state)
for i in range(120):
    loss, saved = loss_fn(state, x, y)
    grads = grad_fn(state, x, y, saved)
    momentum = tree_map(lambda m, g: 0.9 * m + g, momentum, grads)
    state = tree_map(lambda w, m: w - 0.02 * m, state, momentum)
    if i % 30 == 0:
        print(i, loss)
