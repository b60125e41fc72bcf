# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["class-weights"]
# about = "Imbalanced classes: the positive log term carries a weight w_pos; dZ = A*(w_pos*Y + 1 - Y) - w_pos*Y."
# [/backprop]

import numpy as np

np.random.seed(4)
m = 50
X = np.random.randn(3, m)
Y = (X[0:1] - X[1:2] + 0.3 * np.random.randn(1, m) > 1.3).astype(int)
w_pos = (m - Y.sum()) / Y.sum()

w = np.zeros((3, 1))
b = 0.0


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def weighted_cost(A, Y):
    return -1 / m * np.sum(w_pos * Y * np.log(A) + (1 - Y) * np.log(1 - A))


def propagate(w, b, X, Y):
    Z = np.dot(w.T, X) + b
    A = sigmoid(Z)
    cost = weighted_cost(A, Y)

    # d/dz of -w_pos*y*log(a) is -w_pos*y*(1-a), of -(1-y)*log(1-a) it is (1-y)*a
    dZ = A * (w_pos * Y + (1 - Y)) - w_pos * Y
    dw = 1 / m * np.dot(X, dZ.T)
    db = 1 / m * np.sum(dZ)
    return cost, {"dw": dw, "db": db}


def optimize(w, b, X, Y, num_iterations=200, learning_rate=0.5, print_cost=True):
    for i in range(num_iterations):
        cost, grads = propagate(w, b, X, Y)
        w = w - learning_rate * grads["dw"]
        b = b - learning_rate * grads["db"]
        if print_cost and i % 50 == 0:
            print("Cost after iteration %i: %f" % (i, cost))
    return w, b


if __name__ == "__main__":
    w_, b_ = optimize(w, b, X, Y)
    print("recall:", np.mean(sigmoid(w_.T @ X + b_)[Y == 1] > 0.5))
