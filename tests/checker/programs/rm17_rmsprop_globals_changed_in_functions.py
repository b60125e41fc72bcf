# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["globals", "rmsprop"]
# about = "Everything is global and changed inside functions without arguments; RMSProp divides in place on a copy of the gradients; one function is never called."
# [/backprop]

import numpy as np

np.random.seed(10)
inputs = np.random.rand(3, 16)
targets = np.vstack((inputs.max(axis=0), inputs.min(axis=0)))

W_hidden = np.random.normal(0, 0.6, (5, 3))
b_hidden = np.zeros((5, 1))
W_out = np.random.normal(0, 0.6, (2, 5))
b_out = np.zeros((2, 1))
cache = {}
hidden = output = None
dW_hidden = db_hidden = dW_out = db_out = None


def sigmoid_prime(z):          # left over from an older version
    return np.exp(-z) / (1 + np.exp(-z)) ** 2


def feed_forward():
    global hidden, output
    hidden = np.dot(W_hidden, inputs) + b_hidden
    hidden = 1 / (1 + np.exp(-hidden))
    output = np.dot(W_out, hidden) + b_out


def loss():
    return 0.5 * np.sum(np.power(output - targets, 2))


def back_propagate():
    global dW_hidden, db_hidden, dW_out, db_out
    error = output - targets
    dW_out = np.dot(error, hidden.T)
    db_out = error.sum(axis=1)[:, None]
    error = np.dot(W_out.T, error)
    error = error * (hidden - hidden ** 2)
    dW_hidden = np.dot(error, inputs.T)
    db_hidden = error.sum(axis=1)[:, None]


def rmsprop(name, grad, rate=0.02, rho=0.9):
    cache[name] = rho * cache.get(name, 0) + (1 - rho) * grad ** 2
    step = grad.copy()
    step /= np.sqrt(cache[name]) + 1e-8
    globals()[name] = globals()[name] - rate * step


for iteration in range(1, 101):
    feed_forward()
    current = loss()
    back_propagate()
    rmsprop("W_hidden", dW_hidden)
    rmsprop("b_hidden", db_hidden)
    rmsprop("W_out", dW_out)
    rmsprop("b_out", db_out)
    if iteration % 25 == 0:
        print("iteration", iteration, "loss", current)
