import numpy as np


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def sigmoid_prime(z):
    return sigmoid(z) * (1 - sigmoid(z))


class Network:
    def __init__(self, sizes):
        r = np.random.RandomState(14)
        self.num_layers = len(sizes)
        self.weights = [r.randn(b, a) for a, b in zip(sizes[:-1], sizes[1:])]
        self.biases = [r.randn(b, 1) * 0.3 for b in sizes[1:]]

    def backprop(self, x, y):
        nabla_b = [np.zeros(b.shape) for b in self.biases]
        nabla_w = [np.zeros(w.shape) for w in self.weights]
        activation = x
        activations = [x]
        zs = []
        for w, b in zip(self.weights, self.biases):
            z = w @ activation + b
            zs.append(z)
            activation = sigmoid(z)
            activations.append(activation)
        self.out = activations[-1]
        delta = (activations[-1] - y) * sigmoid_prime(zs[-1])
        nabla_b[-1] = delta
        nabla_w[-1] = delta @ activations[-2].T
        for l in range(2, self.num_layers):
            sp = sigmoid_prime(activations[-l])
            delta = (self.weights[-l].T @ delta) * sp
            nabla_b[-l] = delta
            nabla_w[-l] = delta @ activations[-l].T
        return nabla_b, nabla_w


net = Network([4, 4, 4, 4])
data = np.random.RandomState(3).rand(30, 4, 1)
for epoch in range(4):
    for x in data:
        y = x[::-1] ** 2
        nb, nw = net.backprop(x, y)
        net.weights = [w - 0.5 * g for w, g in zip(net.weights, nw)]
        net.biases = [b - 0.5 * g for b, g in zip(net.biases, nb)]
    print(epoch, 0.5 * np.sum((net.out - y) ** 2))
