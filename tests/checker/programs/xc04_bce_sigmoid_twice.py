import numpy as np

rng = np.random.default_rng(11)

def sig(z):
    return 1.0 / (1.0 + np.exp(-z))

def init(dims):
    p = {}
    for l in range(1, len(dims)):
        p[f"W{l}"] = rng.standard_normal((dims[l], dims[l - 1])) * np.sqrt(2.0 / dims[l - 1])
        p[f"b{l}"] = np.zeros((dims[l], 1))
    return p

def forward(X, p):
    c = {"A0": X}
    for l in (1, 2):
        c[f"Z{l}"] = p[f"W{l}"] @ c[f"A{l-1}"] + p[f"b{l}"]
        c[f"A{l}"] = np.maximum(0, c[f"Z{l}"])
    c["Z3"] = p["W3"] @ c["A2"] + p["b3"]
    c["A3"] = sig(c["Z3"])
    return c

def cost(c, Y):
    A3 = np.clip(c["A3"], 1e-10, 1 - 1e-10)
    return -np.mean(Y * np.log(A3) + (1 - Y) * np.log(1 - A3))

def backward(c, p, Y):
    m = Y.shape[1]
    g = {}
    dZ = (c["A3"] - Y) * c["A3"] * (1 - c["A3"])
    for l in (3, 2, 1):
        g[f"dW{l}"] = dZ @ c[f"A{l-1}"].T / m
        g[f"db{l}"] = dZ.sum(axis=1, keepdims=True) / m
        if l > 1:
            dZ = (p[f"W{l}"].T @ dZ) * (c[f"Z{l-1}"] > 0)
    return g

X = rng.standard_normal((2, 150))
Y = (np.abs(X[0]) + np.abs(X[1]) < 1.2).astype(float)[None, :]
p = init([2, 8, 6, 1])
for it in range(600):
    c = forward(X, p)
    g = backward(c, p, Y)
    for k in p:
        p[k] -= 0.1 * g["d" + k]
    if it % 100 == 0:
        print(it, cost(c, Y))
