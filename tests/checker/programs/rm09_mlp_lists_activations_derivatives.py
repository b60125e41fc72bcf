# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["mlp-lists"]
# about = "Lists weights/activations/derivatives in the object; error is target - output and the derivatives are added."
# [/backprop]

from random import random, seed
import numpy as np


class MLP(object):
    """A Multilayer Perceptron class."""

    def __init__(self, num_inputs=2, hidden_layers=[4, 3], num_outputs=1):
        layers = [num_inputs] + hidden_layers + [num_outputs]
        self.weights = []
        for i in range(len(layers) - 1):
            w = np.random.rand(layers[i], layers[i + 1])
            self.weights.append(w)
        self.activations = [np.zeros(n) for n in layers]
        self.derivatives = [np.zeros((a, b)) for a, b in zip(layers[:-1], layers[1:])]

    def forward_propagate(self, inputs):
        activations = inputs
        self.activations[0] = activations
        for i, w in enumerate(self.weights):
            net_inputs = np.dot(activations, w)
            activations = self._sigmoid(net_inputs)
            self.activations[i + 1] = activations
        return activations

    def back_propagate(self, error):
        for i in reversed(range(len(self.derivatives))):
            activations = self.activations[i + 1]
            delta = error * self._sigmoid_derivative(activations)
            delta_re = delta.reshape(delta.shape[0], -1).T
            current_activations = self.activations[i]
            current_activations = current_activations.reshape(current_activations.shape[0], -1)
            self.derivatives[i] = np.dot(current_activations, delta_re)
            error = np.dot(delta, self.weights[i].T)

    def gradient_descent(self, learningRate=1):
        for i in range(len(self.weights)):
            weights = self.weights[i]
            derivatives = self.derivatives[i]
            weights += derivatives * learningRate

    def _sigmoid(self, x):
        return 1.0 / (1 + np.exp(-x))

    def _sigmoid_derivative(self, x):
        return x * (1.0 - x)

    def _mse(self, target, output):
        return np.average((target - output) ** 2)


np.random.seed(9)
seed(9)
items = np.array([[random() / 2 for _ in range(2)] for _ in range(15)])
targets = np.array([[i[0] + i[1]] for i in items])
mlp = MLP(2, [4, 3], 1)
learning_rate = 0.3

for epoch in range(6):
    sum_errors = 0
    for j, item in enumerate(items):
        target = targets[j]
        output = mlp.forward_propagate(item)
        error = target - output
        mlp.back_propagate(error)
        mlp.gradient_descent(learning_rate)
        sum_errors += mlp._mse(target, output)
    print("Error: {} at epoch {}".format(sum_errors / len(items), epoch + 1))
