import math
import random

random.seed(1)


def initialize_network(n_in, n_hid, n_out):
    hidden = [{"weights": [random.uniform(-1, 1) for _ in range(n_in + 1)]} for _ in range(n_hid)]
    output = [{"weights": [random.uniform(-1, 1) for _ in range(n_hid + 1)]} for _ in range(n_out)]
    return [hidden, output]


def activate(weights, inputs):
    total = weights[-1]
    for i in range(len(weights) - 1):
        total += weights[i] * inputs[i]
    return total


def forward_propagate(network, row):
    inputs = row
    for layer in network:
        new = []
        for neuron in layer:
            neuron["output"] = 1.0 / (1.0 + math.exp(-activate(neuron["weights"], inputs)))
            new.append(neuron["output"])
        inputs = new
    return inputs


def backward_propagate_error(network, expected):
    for i in reversed(range(len(network))):
        layer = network[i]
        errors = []
        if i != len(network) - 1:
            for j in range(len(layer)):
                error = 0.0
                for neuron in network[i + 1]:
                    error += neuron["weights"][j] * neuron["delta"]
                errors.append(error)
        else:
            for j, neuron in enumerate(layer):
                errors.append(neuron["output"] - expected[j])
        for j, neuron in enumerate(layer):
            neuron["delta"] = errors[j] * neuron["output"] * (1.0 - neuron["output"])


def update_weights(network, row, l_rate):
    for i, layer in enumerate(network):
        inputs = row if i == 0 else [n["output"] for n in network[i - 1]]
        for neuron in layer:
            for j in range(len(inputs)):
                neuron["weights"][j] -= l_rate * neuron["delta"] * inputs[j]
            neuron["weights"][-1] -= l_rate * neuron["delta"]


data = [([2.78, 2.55], 0), ([1.46, 2.36], 0), ([3.39, 4.40], 0),
        ([7.62, 2.75], 1), ([5.33, 2.08], 1), ([6.92, 1.77], 1)]
network = initialize_network(2, 2, 2)
for epoch in range(20):
    sum_error = 0
    for row, label in data:
        outputs = forward_propagate(network, row)
        expected = [0, 0]
        expected[label] = 1
        sum_error += 0.5 * sum((e - o) ** 2 for e, o in zip(expected, outputs))
        backward_propagate_error(network, expected)
        update_weights(network, row, 0.5)
    if epoch % 5 == 0:
        print(">epoch=%d, error=%.3f" % (epoch, sum_error))
