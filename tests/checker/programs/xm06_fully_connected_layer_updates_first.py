# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["updated-weights-in-backprop"]
# mistake = "The dense layer updates its weights in backward before it computes the input error with them."
# wrong_lines = [32]
# cause_lines = [30]
# right = { "30" = "input_error = np.dot(output_error, self.weights.T); self.weights -= learning_rate * weights_error", "32" = "pass" }
# wrong_in_itself = ["dh"]
# wrong_quantities = ["dh", "dW0", "step_W0", "step_b0"]
# [/backprop]

import numpy as np
rng = np.random.RandomState(5)


class FCLayer:
    def __init__(self, input_size, output_size):
        self.weights = rng.rand(input_size, output_size) - 0.5
        self.bias = rng.rand(1, output_size) - 0.5

    def forward_propagation(self, input_data):
        self.input = input_data
        self.output = np.dot(self.input, self.weights) + self.bias
        return self.output

    def backward_propagation(self, output_error, learning_rate):
        weights_error = np.dot(self.input.T, output_error)
        # update parameters
        self.weights -= learning_rate * weights_error
        self.bias -= learning_rate * output_error
        input_error = np.dot(output_error, self.weights.T)
        return input_error


class ActivationLayer:
    def __init__(self, activation, activation_prime):
        self.activation = activation
        self.activation_prime = activation_prime

    def forward_propagation(self, input_data):
        self.input = input_data
        self.output = self.activation(self.input)
        return self.output

    def backward_propagation(self, output_error, learning_rate):
        return self.activation_prime(self.input) * output_error


tanh_prime = lambda x: 1 - np.tanh(x) ** 2
mse = lambda y_true, y_pred: np.mean(np.power(y_true - y_pred, 2))
mse_prime = lambda y_true, y_pred: 2 * (y_pred - y_true) / y_true.size

x_train = np.array([[[0, 0]], [[0, 1]], [[1, 0]], [[1, 1]]])[::-1]
y_train = np.array([[[0]], [[1]], [[1]], [[0]]])[::-1]
net = [FCLayer(2, 3), ActivationLayer(np.tanh, tanh_prime), FCLayer(3, 1), ActivationLayer(np.tanh, tanh_prime)]
lr = 0.4

for i in range(40):
    total = 0
    for sample, truth in zip(x_train, y_train):
        output = sample
        for layer in net:
            output = layer.forward_propagation(output)
        err = mse(truth, output)
        total += err
        error = mse_prime(truth, output)
        for layer in reversed(net):
            error = layer.backward_propagation(error, lr)
    if i % 10 == 0:
        print('epoch %d   error=%f' % (i + 1, total / len(x_train)))
