import numpy as np

DIMS = [4, 6, 5, 1]


def linear_backward(dZ, cache):
    A_prev, W, b = cache
    m = A_prev.shape[1]
    dW = dZ @ A_prev.T / m
    db = np.sum(dZ, axis=1, keepdims=True) / m
    return W.T @ dZ, dW, db


def activation_backward(dA, Z, activation):
    if activation == "sigmoid":
        s = 1 / (1 + np.exp(-Z))
        return dA * s * (1 - s)
    elif activation == "tanh":
        return dA * (1 - np.tanh(Z) ** 2)
    dZ = np.array(dA, copy=True)
    dZ[Z <= 0] = 0
    return dZ


def model_forward(X, p, acts):
    A, caches = X, []
    for l, act in enumerate(acts, start=1):
        W, b = p[f"W{l}"], p[f"b{l}"]
        Z = W @ A + b
        caches.append(((A, W, b), Z, act))
        A = {"relu": lambda q: q * (q > 0), "tanh": np.tanh, "sigmoid": lambda q: 1 / (1 + np.exp(-q))}[act](Z)
    return A, caches


def model_backward(AL, Y, caches):
    grads = {}
    dA = -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))
    for l in range(len(caches), 0, -1):
        lin, Z, act = caches[l - 1]
        dA, grads[f"dW{l}"], grads[f"db{l}"] = linear_backward(activation_backward(dA, Z, act), lin)
    return grads


def gradient_check(p, X, Y, acts, key, eps=1e-6):
    old = p[key][0, 0]
    vals = []
    for e in (eps, -eps):
        p[key][0, 0] = old + e
        vals.append(cost_fn(model_forward(X, p, acts)[0], Y))
    p[key][0, 0] = old
    return (vals[0] - vals[1]) / (2 * eps)


def cost_fn(AL, Y):
    return float(-np.mean(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)))


rng = np.random.RandomState(2)
X = rng.randn(4, 130)
Y = (X[:1] ** 2 + X[1:2] > 0.7).astype(float)
acts = ["tanh", "relu", "sigmoid"]
p = {}
for l in range(1, 4):
    p[f"W{l}"] = rng.randn(DIMS[l], DIMS[l - 1]) * np.sqrt(2 / DIMS[l - 1])
    p[f"b{l}"] = np.zeros((DIMS[l], 1))

for i in range(250):
    AL, caches = model_forward(X, p, acts)
    cost = cost_fn(AL, Y)
    grads = model_backward(AL, Y, caches)
    for key in p:
        p[key] -= 0.2 * grads["d" + key]
    if i % 50 == 0:
        print(f"{i:3d} {cost:.5f}")
