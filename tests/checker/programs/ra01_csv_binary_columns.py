# Week 3 practice: predicting if a student passes (hours, sleep, coffee)
import io
import numpy as np

RAW = io.StringIO("""hours,sleep,coffee,passed
2.0,5.5,3,0
9.5,7.0,1,1
6.0,8.0,2,1
1.0,4.0,4,0
3.5,6.5,0,0
8.0,5.0,5,1
7.0,7.5,1,1
0.5,9.0,2,0
4.0,8.5,1,1
2.5,7.0,2,0
5.5,4.5,4,0
6.5,6.0,3,1
""")
data = np.genfromtxt(RAW, delimiter=",", skip_header=1)
X = data[:, :3].T            # (features, m)
Y = data[:, 3:].T            # (1, m)
X = (X - X.mean(axis=1, keepdims=True)) / X.std(axis=1, keepdims=True)
m = X.shape[1]


def init(n_x, n_h, n_y):
    np.random.seed(2)
    return {"W1": np.random.randn(n_h, n_x) * 0.4, "b1": np.zeros((n_h, 1)),
            "W2": np.random.randn(n_y, n_h) * 0.4, "b2": np.zeros((n_y, 1))}


def forward(X, p):
    cache = {}
    cache["Z1"] = p["W1"] @ X + p["b1"]
    cache["A1"] = np.tanh(cache["Z1"])
    cache["Z2"] = p["W2"] @ cache["A1"] + p["b2"]
    cache["A2"] = 1 / (1 + np.exp(-cache["Z2"]))
    return cache["A2"], cache


def cost(A2, Y):
    return float(np.squeeze(-(np.log(A2) @ Y.T + np.log(1 - A2) @ (1 - Y).T) / Y.shape[1]))


def backward(p, cache, X, Y):
    m = X.shape[1]
    dZ2 = cache["A2"] - Y
    dZ1 = p["W2"].T @ dZ2 * (1 - cache["A1"] ** 2)
    return {"W2": dZ2 @ cache["A1"].T / m, "b2": dZ2.sum(axis=1, keepdims=True) / m,
            "W1": dZ1 @ X.T / m, "b1": dZ1.sum(axis=1, keepdims=True) / m}


params = init(3, 5, 1)
velocity = {k: np.zeros_like(v) for k, v in params.items()}
beta, lr = 0.9, 0.15
costs = []
for it in range(400):
    A2, cache = forward(X, params)
    costs.append(cost(A2, Y))
    grads = backward(params, cache, X, Y)
    for k in params:
        velocity[k] = beta * velocity[k] + (1 - beta) * grads[k]
        params[k] = params[k] - lr * velocity[k]
    if it % 100 == 0:
        print("Cost after iteration %i: %f" % (it, costs[-1]))

pred = (forward(X, params)[0] > 0.5).astype(int)
print("train accuracy: {:.1f}%".format(100 * np.mean(pred == Y)))
