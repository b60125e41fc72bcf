# [backprop]
# kind = "wrong"
# source = ["typed for this collection"]
# category = ["regularisation", "mse-derivative"]
# mistake = "The L1 part of dweights uses the weights instead of their sign; the sigmoid's dinputs leave one output factor out."
# wrong_lines = [37, 46]
# cause_lines = []
# right = { "37" = "self.dweights += self.l1 * np.sign(self.weights)", "46" = "self.dinputs = dvalues * (1 - self.output) * self.output" }
# wrong_in_itself = ["dz1", "dW1"]
# wrong_quantities = ["dz1", "dW1", "db1"]
# [/backprop]

import numpy as np

np.random.seed(14)


class DenseLayer:
    def __init__(self, n_inputs, n_neurons, l1=0., l2=0.):
        self.weights = np.random.randn(n_inputs, n_neurons)
        self.biases = np.zeros((1, n_neurons))
        self.l1, self.l2 = l1, l2

    def forward(self, inputs):
        self.inputs = inputs
        self.output = inputs @ self.weights + self.biases

    def penalty(self):
        return self.l1 * np.sum(np.abs(self.weights)) + self.l2 * np.sum(self.weights ** 2)

    def backward(self, dvalues):
        self.dweights = self.inputs.T @ dvalues
        self.dbiases = np.sum(dvalues, axis=0, keepdims=True)
        if self.l2:
            self.dweights += 2 * self.l2 * self.weights
        if self.l1:
            self.dweights += self.l1 * self.weights
        self.dinputs = dvalues @ self.weights.T


class SigmoidActivation:
    def forward(self, inputs):
        self.output = 1 / (1 + np.exp(-inputs))

    def backward(self, dvalues):
        self.dinputs = dvalues * (1 - self.output)


class MeanSquaredError:
    def calculate(self, y_pred, y_true):
        return np.mean(np.mean((y_true - y_pred) ** 2, axis=-1))

    def backward(self, dvalues, y_true):
        samples, outputs = len(dvalues), len(dvalues[0])
        self.dinputs = -2 * (y_true - dvalues) / outputs
        self.dinputs = self.dinputs / samples


X = np.arange(20).reshape(-1, 1) / 20
y = np.hstack((np.sin(2 * np.pi * X), np.cos(np.pi * X)))
dense1, activation1 = DenseLayer(1, 5, l1=0.02, l2=0.001), SigmoidActivation()
dense2, loss_function = DenseLayer(5, 2), MeanSquaredError()
learning_rate = 0.3

for epoch in range(60):
    dense1.forward(X)
    activation1.forward(dense1.output)
    dense2.forward(activation1.output)
    data_loss = loss_function.calculate(dense2.output, y)
    loss = data_loss + dense1.penalty() + dense2.penalty()
    if epoch % 20 == 0:
        print(f"epoch {epoch}, loss {loss:.4f} (data {data_loss:.4f})")
    loss_function.backward(dense2.output, y)
    dense2.backward(loss_function.dinputs)
    activation1.backward(dense2.dinputs)
    dense1.backward(activation1.dinputs)
    for layer in (dense1, dense2):
        layer.weights -= learning_rate * layer.dweights
        layer.biases -= learning_rate * layer.dbiases
