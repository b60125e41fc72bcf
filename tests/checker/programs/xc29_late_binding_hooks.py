import numpy as np

rng = np.random.default_rng(29)

activations = {
    "tanh": (np.tanh, lambda a: 1 - a ** 2),
    "relu": (lambda z: np.maximum(z, 0), lambda a: (a > 0) * 1.0),
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda a: a * (1 - a)),
}

layer_defs = [(2, 8, "tanh"), (8, 8, "relu"), (8, 1, "sigmoid")]
Ws, bs, funcs, hooks = [], [], [], []
for fan_in, fan_out, act in layer_defs:
    Ws.append(rng.normal(0, 1.5 / np.sqrt(fan_in), (fan_in, fan_out)))
    bs.append(np.zeros((1, fan_out)))
    f, df = activations[act]
    funcs.append(f)
    hooks.append(lambda d, a: d * df(a))

def forward(x):
    outs = [x]
    for W, b, f in zip(Ws, bs, funcs):
        outs.append(f(outs[-1] @ W + b))
    return outs

def backward(outs, y):
    gW, gb = [None] * len(Ws), [None] * len(Ws)
    d = 2 * (outs[-1] - y) / len(y)
    for i in range(len(Ws) - 1, -1, -1):
        d = hooks[i](d, outs[i + 1])
        gW[i] = outs[i].T @ d
        gb[i] = d.sum(axis=0, keepdims=True)
        d = d @ Ws[i].T
    return gW, gb

def mse(outs, y):
    return np.mean((outs[-1] - y) ** 2)

x = rng.uniform(-1, 1, (120, 2))
y = (x[:, :1] * x[:, 1:] > 0).astype(float)
for epoch in range(500):
    outs = forward(x)
    gW, gb = backward(outs, y)
    for i in range(len(Ws)):
        Ws[i] -= 0.5 * gW[i]
        bs[i] -= 0.5 * gb[i]
    if epoch % 100 == 0:
        print("epoch", epoch, "mse", mse(outs, y))
