import numpy as np


def make_dense(n_in, n_out, rng, act):
    """Returns (forward, backward, step, peek) closures sharing one hidden state."""
    W = rng.normal(0, n_in ** -0.5, (n_in + 1, n_out))
    dW = np.zeros_like(W)
    prev = np.zeros_like(W)
    delta = np.full_like(W, 0.05)
    saved = None

    def forward(x):
        nonlocal saved
        xb = np.pad(x, ((0, 0), (0, 1)), constant_values=1.0)
        y = xb @ W
        if act:
            y = y / (1 + np.abs(y))           # softsign
        saved = xb, y
        return y

    def backward(g):
        nonlocal dW
        xb, y = saved
        if act:
            g = g * (1 - np.abs(y)) ** 2
        dW = xb.T @ g
        return (g @ W.T)[:, :-1]

    def step():
        nonlocal prev, delta
        s = dW * prev
        delta = np.select([s > 0, s < 0], [np.minimum(delta * 1.2, 1.0), np.maximum(delta * .5, 1e-6)], delta)
        gg = np.where(s < 0, 0.0, dW)
        W[...] -= np.sign(gg) * delta
        prev = gg

    return forward, backward, step, lambda: (W, dW)


def build(sizes, seed=0):
    rng = np.random.default_rng(seed)
    last = len(sizes) - 2
    return [make_dense(a, b, rng, i < last) for i, (a, b) in enumerate(zip(sizes, sizes[1:]))]


def loss_fn(net, X, onehot):
    out = X
    for fwd, *_ in net:
        out = fwd(out)
    m = out.max(axis=1, keepdims=True)
    logz = m + np.log(np.exp(out - m).sum(axis=1, keepdims=True))
    loss = np.sum((logz - out) * onehot)
    g = np.exp(out - logz) - onehot
    for _, bwd, *_ in net[::-1]:
        g = bwd(g)
    return loss


if __name__ == "__main__":
    r = np.random.default_rng(4)
    ang = r.uniform(0, 2 * np.pi, 180)
    lab = np.repeat([0, 1, 2], 60)
    X = (lab[:, None] * 0.8 + 0.5) * np.c_[np.cos(ang), np.sin(ang)] + r.normal(0, .1, (180, 2))
    T = np.eye(3)[lab]
    net = build([2, 10, 8, 3], 1)
    for k in range(120):
        L = loss_fn(net, X, T)
        for layer in net:
            layer[2]()
        if k % 20 == 0:
            print(f"{k:4d}  {L / len(X):.5f}")
