"""Small version of network.py, quadratic cost"""
import random
import numpy as np


class Network(object):
    def __init__(self, sizes):
        self.num_layers = len(sizes)
        self.biases = [np.random.randn(y, 1) for y in sizes[1:]]
        self.weights = [np.random.randn(y, x) for x, y in zip(sizes[:-1], sizes[1:])]

    def feedforward(self, a):
        for b, w in zip(self.biases, self.weights):
            a = sigmoid(np.dot(w, a) + b)
        return a

    def sgd(self, data, epochs, size, eta):
        n = len(data)
        for j in range(epochs):
            random.shuffle(data)
            batches = [data[k:k + size] for k in range(0, n, size)]
            for batch in batches:
                sum_b = [np.zeros_like(b) for b in self.biases]
                sum_w = [np.zeros_like(w) for w in self.weights]
                for x, y in batch:
                    d_b, d_w = self.backprop(x, y)
                    sum_b = [s + d for s, d in zip(sum_b, d_b)]
                    sum_w = [s + d for s, d in zip(sum_w, d_w)]
                self.weights = [w - (eta / len(batch)) * g for w, g in zip(self.weights, sum_w)]
                self.biases = [b - (eta / len(batch)) * g for b, g in zip(self.biases, sum_b)]
        print(sum(0.5 * np.linalg.norm(self.feedforward(x) - y) ** 2 for x, y in data) / n)

    def backprop(self, x, y):
        db = [None] * len(self.biases)
        dw = [None] * len(self.weights)
        acts, zs = [x], []
        for b, w in zip(self.biases, self.weights):
            zs.append(np.dot(w, acts[-1]) + b)
            acts.append(sigmoid(zs[-1]))
        delta = (acts[-1] - y) * sigmoid_prime(zs[-1])
        db[-1] = delta
        dw[-1] = np.dot(delta, acts[-2].T)
        for l in range(2, self.num_layers):
            delta = np.dot(self.weights[-l + 1].T, delta) * sigmoid_prime(zs[-l])
            db[-l] = delta
            dw[-l] = np.dot(delta, acts[-l - 1].T)
        return db, dw


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def sigmoid_prime(z):
    return sigmoid(z) * (1 - sigmoid(z))


random.seed(0)
np.random.seed(0)
points = np.random.rand(25, 3)
training = []
for p in points:
    label = np.zeros((2, 1))
    label[int(p.sum() > 1.5)] = 1.0
    training.append((p.reshape(3, 1), label))
net = Network([3, 5, 4, 2])
net.sgd(training, 15, 4, 3.0)
