# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["error-not-delta-propagated", "own-activation"]
# mistake = "The error goes down through the weights without the slope (error instead of delta), and the derivatives of a layer are built from its own output activations (equal layer sizes hide it)."
# wrong_lines = [44, 46]
# cause_lines = []
# right = { "46" = "error = delta @ self.weights[i].T", "44" = "self.derivatives[i] = np.outer(self.activations[i], delta)" }
# wrong_in_itself = ["error2", "dw1", "error1"]
# wrong_quantities = ["error2", "delta1", "dw1", "db1", "error1", "delta0", "dw0", "db0", "step_w0", "step_w1", "step_b0", "step_b1"]
# [/backprop]

import numpy as np


class MLP:
    def __init__(self, sizes):
        gen = np.random.default_rng(30)
        self.weights = [gen.normal(size=(a, b)) for a, b in zip(sizes, sizes[1:])]
        self.biases = [gen.normal(size=b) * 0.1 for b in sizes[1:]]
        self.activations = [None] * len(sizes)
        self.derivatives = [None] * len(self.weights)
        self.bias_derivatives = [None] * len(self.weights)

    @staticmethod
    def sigmoid(x):
        return 1 / (1 + np.exp(-x))

    @staticmethod
    def sigmoid_derivative(s):
        return s * (1 - s)

    def forward_propagate(self, x):
        self.activations[0] = x
        for i in range(len(self.weights)):
            x = self.sigmoid(x @ self.weights[i] + self.biases[i])
            self.activations[i + 1] = x
        return x

    def back_propagate(self, error):
        for i in range(len(self.weights) - 1, -1, -1):
            activations = self.activations[i + 1]
            delta = error * self.sigmoid_derivative(activations)
            self.derivatives[i] = np.outer(self.activations[i + (i == 1)], delta)
            self.bias_derivatives[i] = delta
            error = error @ self.weights[i].T
        return error

    def gradient_descent(self, learning_rate):
        for i in range(len(self.weights)):
            self.weights[i] += self.derivatives[i] * learning_rate
            self.biases[i] += self.bias_derivatives[i] * learning_rate


inputs = np.array([[0.1, 0.8], [0.7, 0.6], [0.9, 0.2], [0.4, 0.4]])
targets = inputs[:, [0]] * inputs[:, [1]]
mlp = MLP([2, 3, 3, 1])

for epoch in range(10):
    total = 0
    for x, t in zip(inputs, targets):
        out = mlp.forward_propagate(x)
        error = t - out
        sse = 0.5 * np.sum(error ** 2)
        mlp.back_propagate(error)
        mlp.gradient_descent(0.4)
        total += sse
    print("epoch", epoch, "error", total)
