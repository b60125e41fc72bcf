# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["derivative-fed-a-not-z"]
# mistake = "sigmoid_gradient expects z and gets a2, so the sigmoid is applied twice."
# wrong_lines = [43]
# cause_lines = []
# right = { "43" = "delta2 = Theta2[:, 1:].T.dot(delta3) * sigmoid_gradient(z2)" }
# wrong_in_itself = ["delta2_0", "delta2_1", "delta2_2", "delta2_3", "delta2_4", "delta2_5"]
# wrong_quantities = ["delta2_0", "delta2_1", "delta2_2", "delta2_3", "delta2_4", "delta2_5"]
# [/backprop]

import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def sigmoid_gradient(z):
    g = sigmoid(z)
    return g * (1 - g)


def nn_cost_function(Theta1, Theta2, X, y, lam):
    m = X.shape[0]
    num_labels = Theta2.shape[0]
    J = 0
    Theta1_grad = np.zeros(Theta1.shape)
    Theta2_grad = np.zeros(Theta2.shape)

    for t in range(m):
        a1 = np.concatenate(([1], X[t, :]))
        z2 = Theta1.dot(a1)
        a2 = np.concatenate(([1], sigmoid(z2)))
        z3 = Theta2.dot(a2)
        a3 = sigmoid(z3)
        yt = (np.arange(num_labels) == y[t]) * 1

        J = J + np.sum(-yt * np.log(a3) - (1 - yt) * np.log(1 - a3))

        delta3 = a3 - yt
        delta2 = Theta2[:, 1:].T.dot(delta3) * sigmoid_gradient(a2[1:])
        Theta2_grad = Theta2_grad + np.outer(delta3, a2)
        Theta1_grad = Theta1_grad + np.outer(delta2, a1)

    J = J / m + lam / (2 * m) * (np.sum(Theta1[:, 1:] ** 2) + np.sum(Theta2[:, 1:] ** 2))
    Theta1_grad = Theta1_grad / m
    Theta2_grad = Theta2_grad / m
    Theta1_grad[:, 1:] = Theta1_grad[:, 1:] + lam / m * Theta1[:, 1:]
    Theta2_grad[:, 1:] = Theta2_grad[:, 1:] + lam / m * Theta2[:, 1:]
    return J, Theta1_grad, Theta2_grad


def debug_weights(fan_out, fan_in):
    return np.sin(np.arange(1, fan_out * (fan_in + 1) + 1)).reshape(fan_out, fan_in + 1)


Theta1 = debug_weights(4, 3) * 1.5
Theta2 = debug_weights(3, 4)
X = debug_weights(6, 2)
y = np.arange(6) % 3

if __name__ == '__main__':
    for i in range(100):
        J, g1, g2 = nn_cost_function(Theta1, Theta2, X, y, 0.01)
        Theta1 = Theta1 - 0.5 * g1
        Theta2 = Theta2 - 0.5 * g2
        if i % 25 == 0:
            print('Iteration', i, '| Cost', J)
