# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["log-cosh", "arctan"]
# about = "Every piece returns its value and a closure for the way back; log-cosh loss (gradient tanh) and arctan units."
# [/backprop]

import numpy as np

gen = np.random.default_rng(21)
X = gen.normal(size=(8, 2))
y = np.sin(X[:, :1]) + 0.5 * X[:, 1:]
theta = dict(W1=gen.normal(size=(2, 4)), b1=np.zeros(4), W2=gen.normal(size=(4, 1)), b2=np.zeros(1))


def affine(x, W, b):
    out = x @ W + b
    return out, lambda g: (g @ W.T, x.T @ g, g.sum(axis=0))


def atan(z):
    return np.arctan(z), lambda g: g / (1 + z * z)


def log_cosh(p, y):
    e = p - y
    value = np.mean(np.abs(e) + np.log1p(np.exp(-2 * np.abs(e))) - np.log(2))

    def back():
        return np.tanh(e) / e.size
    return value, back


def predict(x):
    z, back1 = affine(x, theta["W1"], theta["b1"])
    a, back_act = atan(z)
    out, back2 = affine(a, theta["W2"], theta["b2"])
    return out, (back1, back_act, back2)


def gradients(tape, back_loss):
    back1, back_act, back2 = tape
    g = back_loss()
    ga, gW2, gb2 = back2(g)
    gz = back_act(ga)
    _, gW1, gb1 = back1(gz)
    return {"W1": gW1, "b1": gb1, "W2": gW2, "b2": gb2}


def descend(grads, rate):
    for k in theta:
        theta[k] -= rate * grads[k]


if __name__ == "__main__":
    for i in range(60):
        pred, tape = predict(X)
        loss, back_loss = log_cosh(pred, y)
        descend(gradients(tape, back_loss), 0.2)
        if i % 15 == 0:
            print(i, loss)
