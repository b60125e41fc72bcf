# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["slope-of-activation", "missing-output-derivative"]
# mistake = "The hidden layers call sigmoid_prime on the activations instead of zs, and the output delta leaves sigmoid_prime out although the cost is quadratic."
# wrong_lines = [47, 52]
# cause_lines = [51]
# right = { "47" = "delta = self.cost_derivative(activations[-1], y) * sigmoid_prime(zs[-1])", "51" = "sp = sigmoid_prime(zs[-l])" }
# wrong_in_itself = ["delta2", "delta1", "delta0"]
# wrong_quantities = ["delta2", "nb2", "nw2", "delta1", "nb1", "nw1", "delta0", "nb0", "nw0"]
# [/backprop]

import numpy as np

np.random.seed(21)


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def sigmoid_prime(z):
    return sigmoid(z) * (1 - sigmoid(z))


class Network:
    def __init__(self, sizes):
        self.sizes = sizes
        self.num_layers = len(sizes)
        self.biases = [np.random.randn(n, 1) for n in sizes[1:]]
        self.weights = [np.random.randn(n, k) for k, n in zip(sizes, sizes[1:])]

    def forward(self, x):
        activations, zs = [x], []
        for k in range(self.num_layers - 1):
            z = self.weights[k] @ activations[-1] + self.biases[k]
            zs.append(z)
            activations.append(sigmoid(z))
        return zs, activations

    def cost_derivative(self, output_activations, y):
        return output_activations - y

    def backprop(self, zs, activations, y):
        nabla_b = [None] * (self.num_layers - 1)
        nabla_w = [None] * (self.num_layers - 1)
        delta = self.cost_derivative(activations[-1], y)
        nabla_b[-1] = delta
        nabla_w[-1] = np.dot(delta, activations[-2].T)
        for l in range(2, self.num_layers):
            sp = sigmoid_prime(activations[-l])
            delta = np.dot(self.weights[-l + 1].T, delta) * sp
            nabla_b[-l] = delta
            nabla_w[-l] = np.dot(delta, activations[-l - 1].T)
        return nabla_b, nabla_w

    def step(self, nabla_b, nabla_w, eta=3.0):
        for k in range(len(self.weights)):
            self.weights[k] -= eta * nabla_w[k]
            self.biases[k] -= eta * nabla_b[k]


net = Network([3, 4, 3, 2])
x = np.array([[0.3], [-0.8], [0.5]])
y = np.array([[1.0], [0.0]])
