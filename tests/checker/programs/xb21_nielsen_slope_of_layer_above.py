# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["wrong-layer"]
# mistake = "In the loop sigmoid_prime is taken of zs[-l+1], the layer above; the hidden layers and the output have equal sizes."
# wrong_lines = [52]
# cause_lines = [51]
# right = { "51" = "sp = sigmoid_prime(zs[-l])" }
# wrong_in_itself = ["delta1", "delta0"]
# wrong_quantities = ["delta1", "nb1", "nw1", "delta0", "nb0", "nw0"]
# [/backprop]

import numpy as np


def sigmoid(z):
    return 1.0/(1.0+np.exp(-z))


def sigmoid_prime(z):
    return sigmoid(z)*(1-sigmoid(z))


class Network(object):

    def __init__(self, sizes):
        self.num_layers = len(sizes)
        self.biases = [np.random.randn(y, 1) for y in sizes[1:]]
        self.weights = [np.random.randn(y, x) for x, y in zip(sizes[:-1], sizes[1:])]

    def feed(self, a):
        acts, zs = [a], []
        for i, (b, w) in enumerate(zip(self.biases, self.weights)):
            z = np.dot(w, a)+b
            a = sigmoid(z)
            zs.append(z)
            acts.append(a)
        return acts, zs

    def cost(self, a, y):
        return 0.5*np.linalg.norm(a-y)**2

    def backprop(self, x, y):
        nabla_b = [np.zeros(b.shape) for b in self.biases]
        nabla_w = [np.zeros(w.shape) for w in self.weights]
        activations, zs = self.feed(x)
        delta = (activations[-1]-y)*sigmoid_prime(zs[-1])
        nabla_b[-1] = delta
        nabla_w[-1] = np.dot(delta, activations[-2].transpose())
        for l in range(2, self.num_layers):
            sp = sigmoid_prime(zs[-l+1])
            delta = np.dot(self.weights[-l+1].transpose(), delta)*sp
            nabla_b[-l] = delta
            nabla_w[-l] = np.dot(delta, activations[-l-1].transpose())
        return (nabla_b, nabla_w)

    def SGD(self, data, epochs, eta):
        for j in range(epochs):
            for x, y in data:
                nabla_b, nabla_w = self.backprop(x, y)
                self.weights = [w-eta*nw for w, nw in zip(self.weights, nabla_w)]
                self.biases = [b-eta*nb for b, nb in zip(self.biases, nabla_b)]
            print("Epoch {0}: {1}".format(j, sum(self.cost(self.feed(x)[0][-1], y) for x, y in data)))


np.random.seed(8)
net = Network([2, 3, 3, 3])
x = np.array([[0.3], [-0.8]])
y = np.array([[0.], [1.], [0.]])

if __name__ == "__main__":
    net.SGD([(x, y), (-x, 1-y)], 5, 1.0)
