# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["relu-mask", "regularisation"]
# mistake = "relu_backward multiplies with (dout > 0) instead of (x > 0); the loss has reg * sum(W**2) without a half, dW2 gets reg * W2 instead of 2 * reg * W2."
# wrong_lines = [31, 53]
# cause_lines = []
# right = { "31" = "dx = dout * (x > 0)", "53" = "grads[\"W2\"] += 2 * reg * model[\"W2\"]" }
# wrong_in_itself = ["dz1", "dW2"]
# wrong_quantities = ["dz1", "db1", "dW1", "dW2"]
# [/backprop]

import numpy as np


def affine_forward(x, w, b):
    return x @ w + b, (x, w)


def affine_backward(dout, cache):
    x, w = cache
    return dout @ w.T, x.T @ dout, dout.sum(0)


def relu_forward(x):
    out = x * (x > 0)
    return out, x


def relu_backward(dout, x):
    dx = dout * (dout > 0)
    return dx


def loss_and_grads(model, X, y, reg):
    z1, c1 = affine_forward(X, model["W1"], model["b1"])
    h, c2 = relu_forward(z1)
    s, c3 = affine_forward(h, model["W2"], model["b2"])
    s_max = s.max(axis=1, keepdims=True)
    lse = s_max[:, 0] + np.log(np.exp(s - s_max).sum(axis=1))
    N = len(X)
    loss = np.mean(lse - s[range(N), y])
    loss += reg * np.sum(model["W1"] ** 2) + reg * np.sum(model["W2"] ** 2)

    ds = np.exp(s - lse[:, None])
    ds[range(N), y] -= 1
    ds /= N
    grads = {}
    dh, grads["W2"], grads["b2"] = affine_backward(ds, c3)
    dz1 = relu_backward(dh, c2)
    _, grads["W1"], grads["b1"] = affine_backward(dz1, c1)
    grads["W1"] += 2 * reg * model["W1"]
    grads["W2"] += reg * model["W2"]
    return loss, grads


np.random.seed(6)
X = np.random.randn(12, 4)
y = np.random.randint(3, size=12)
reg = 0.05
model = {"W1": np.random.randn(4, 6), "b1": np.random.randn(6) * .1,
         "W2": np.random.randn(6, 3), "b2": np.zeros(3)}
if __name__ == "__main__":
    for it in range(50):
        l, g = loss_and_grads(model, X, y, reg)
        for k in model:
            model[k] -= 0.2 * g[k]
    print(l)
