# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["softmax-jacobian"]
# mistake = "The softmax layer's Jacobian is written tmp * (I - tmp) instead of tmp * (I - tmp.T)."
# wrong_lines = [60]
# cause_lines = []
# right = { "60" = "grad = np.dot(tmp * (np.identity(n) - tmp.T), output_gradient)" }
# wrong_in_itself = ["dz2"]
# wrong_quantities = ["dz2", "dW2", "db2", "dz1", "dW1", "db1"]
# [/backprop]

import numpy as np


class Layer:
    def forward(self, input):
        raise NotImplementedError

    def backward(self, output_gradient):
        raise NotImplementedError


class Dense(Layer):
    def __init__(self, i, o, nr):
        self.nr = nr
        self.weights = np.random.randn(o, i)
        self.bias = np.random.randn(o, 1)

    def forward(self, input):
        self.input = input
        z = np.dot(self.weights, input) + self.bias
        return z

    def backward(self, output_gradient):
        self.weights_gradient = np.dot(output_gradient, self.input.T)
        self.bias_gradient = output_gradient
        return np.dot(self.weights.T, output_gradient)


class Tanh(Layer):
    def forward(self, input):
        self.input = input
        return np.tanh(input)

    def backward(self, output_gradient):
        grad = output_gradient * (1 - np.tanh(self.input) ** 2)
        return grad


class Softmax(Layer):
    def forward(self, input):
        tmp = np.exp(input)
        self.output = tmp / np.sum(tmp)
        return self.output

    def backward(self, output_gradient):
        n = np.size(self.output)
        tmp = np.tile(self.output, n)
        grad = np.dot(tmp * (np.identity(n) - tmp), output_gradient)
        return grad


def mse(y_true, y_pred):
    return np.mean(np.power(y_true - y_pred, 2))


def mse_prime(y_true, y_pred):
    return 2 * (y_pred - y_true) / np.size(y_true)


np.random.seed(7)
net = [Dense(3, 4, 1), Tanh(), Dense(4, 3, 2), Softmax()]
x = np.random.randn(3, 1)
t = np.array([[0.], [0.], [1.]])


def forward(output):
    for layer in net:
        output = layer.forward(output)
    return output


def backward(output):
    grad = mse_prime(t, output)
    for layer in reversed(net):
        grad = layer.backward(grad)


if __name__ == "__main__":
    for e in range(30):
        out = forward(x)
        backward(out)
        for layer in net[::2]:
            layer.weights -= 0.5 * layer.weights_gradient
            layer.bias -= 0.5 * layer.bias_gradient
        if e % 10 == 0:
            print("%d error=%f" % (e, mse(t, out)))
