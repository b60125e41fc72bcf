import numpy as np

np.random.seed(3)


def init(dims):
    p = {}
    for l in range(1, len(dims)):
        p[f"W{l}"] = np.random.randn(dims[l], dims[l - 1]) * np.sqrt(2 / dims[l - 1])
        p[f"b{l}"] = np.zeros((dims[l], 1))
    return p


def linear_activation_forward(A_prev, W, b, activation):
    Z = W.dot(A_prev) + b
    if activation == "relu":
        A = np.maximum(0, Z)
    else:
        A = 1 / (1 + np.exp(-Z))
    return A, ((A_prev, W, b), Z)


def L_model_forward(X, p):
    caches = []
    A = X
    L = len(p) // 2
    for l in range(1, L):
        A, cache = linear_activation_forward(A, p[f"W{l}"], p[f"b{l}"], "relu")
        caches.append(cache)
    AL, cache = linear_activation_forward(A, p[f"W{L}"], p[f"b{L}"], "sigmoid")
    caches.append(cache)
    return AL, caches


def compute_cost(AL, Y):
    return float(np.squeeze(-np.mean(Y * np.log(AL) + (1 - Y) * np.log(1 - AL))))


def linear_backward(dZ, cache):
    A_prev, W, b = cache
    m = A_prev.shape[1]
    return np.dot(W.T, dZ), np.dot(dZ, A_prev.T) / m, np.sum(dZ, axis=1, keepdims=True) / m


def L_model_backward(AL, Y, caches):
    g = {}
    L = len(caches)
    dA = -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))
    for l, (lin, Z) in reversed(list(enumerate(caches, start=1))):
        if l == L:
            s = 1 / (1 + np.exp(-Z))
            dZ = dA * s * (1 - s)
        else:
            dZ = np.array(dA, copy=True)
            dZ[Z <= 0] = 0
        dA, g[f"dW{l}"], g[f"db{l}"] = linear_backward(dZ, lin)
    return g


X = np.random.randn(2, 40)
Y = (X[:1] * X[1:] > 0).astype(float)
params = init([2, 8, 5, 1])
costs = []
for i in range(60):
    AL, caches = L_model_forward(X, params)
    costs.append(compute_cost(AL, Y))
    grads = L_model_backward(AL, Y, caches)
    for key in params:
        params[key] = params[key] - 0.3 * grads["d" + key]
    if i % 20 == 0:
        print(i, costs[-1])
