import numpy as np

def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))

def sigmoid_prime(z):
    return sigmoid(z) * (1 - sigmoid(z))

class Network(object):
    def __init__(self, sizes, seed=1):
        rs = np.random.RandomState(seed)
        self.num_layers = len(sizes)
        self.biases = [rs.randn(y, 1) for y in sizes[1:]]
        self.weights = [rs.randn(y, x) for x, y in zip(sizes[:-1], sizes[1:])]

    def backprop(self, x, y):
        activation, activations, zs = x, [x], []
        for b, w in zip(self.biases, self.weights):
            z = np.dot(w, activation) + b
            zs.append(z)
            activation = sigmoid(z)
            activations.append(activation)
        nabla_b = [np.zeros(b.shape) for b in self.biases]
        nabla_w = [np.zeros(w.shape) for w in self.weights]
        delta = self.cost_derivative(activations[-1], y) * sigmoid_prime(zs[-1])
        nabla_b[-1] = delta
        nabla_w[-1] = np.dot(delta, activations[-2].T)
        for l in range(2, self.num_layers):
            sp = sigmoid_prime(zs[-l + 1])
            delta = np.dot(self.weights[-l + 1].T, delta) * sp
            nabla_b[-l] = delta
            nabla_w[-l] = np.dot(delta, activations[-l - 1].T)
        return nabla_b, nabla_w

    def cost_derivative(self, output_activations, y):
        return output_activations - y

    def cost(self, data):
        total = 0
        for x, y in data:
            for b, w in zip(self.biases, self.weights):
                x = sigmoid(np.dot(w, x) + b)
            total += 0.5 * np.linalg.norm(x - y) ** 2
        return total / len(data)

    def train(self, data, epochs, eta):
        for e in range(epochs):
            for x, y in data:
                nb, nw = self.backprop(x, y)
                for i in range(self.num_layers - 1):
                    self.biases[i] -= eta * nb[i]
                    self.weights[i] -= eta * nw[i]
            if e % 10 == 0:
                print("Epoch {0}: {1}".format(e, self.cost(data)))

rs = np.random.RandomState(0)
data = []
for i in range(48):
    x = rs.rand(4, 1)
    data.append((x, np.eye(4)[:, [int(np.argmax(x))]]))
net = Network([4, 4, 4, 4])
net.train(data, 40, 0.8)
