# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["plain-python"]
# about = "XOR in plain Python lists (a C tutorial transcribed); deltas of both layers before any weight changes, weights increased because the error is desired - output."
# [/backprop]

import math
import random

import numpy as np  # only for the final table

random.seed(42)
LR = 0.5
numInputs, numHiddenNodes = 2, 2
hiddenWeights = [[random.random() for j in range(numHiddenNodes)] for k in range(numInputs)]
hiddenLayerBias = [random.random() for j in range(numHiddenNodes)]
outputWeights = [random.uniform(-1, 1) for j in range(numHiddenNodes)]
outputLayerBias = [random.random()]
training_inputs = [[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]
training_outputs = [0.0, 1.0, 1.0, 0.0]


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


def dSigmoid(x):
    return x * (1 - x)


order = [1, 0, 2, 3]
for n in range(50):
    random.shuffle(order)
    for i in order:
        # Forward pass
        hiddenLayer = [0.0] * numHiddenNodes
        for j in range(numHiddenNodes):
            activation = hiddenLayerBias[j]
            for k in range(numInputs):
                activation += training_inputs[i][k] * hiddenWeights[k][j]
            hiddenLayer[j] = sigmoid(activation)
        activation = outputLayerBias[0]
        for j in range(numHiddenNodes):
            activation += hiddenLayer[j] * outputWeights[j]
        output = sigmoid(activation)
        desired = training_outputs[i]

        # Backprop
        deltaOutput = (desired - output) * dSigmoid(output)
        deltaHidden = [0.0] * numHiddenNodes
        for j in range(numHiddenNodes):
            errorHidden = 0.0
            errorHidden += deltaOutput * outputWeights[j]
            deltaHidden[j] = errorHidden * dSigmoid(hiddenLayer[j])

        outputLayerBias[0] += deltaOutput * LR
        for j in range(numHiddenNodes):
            outputWeights[j] += hiddenLayer[j] * deltaOutput * LR
        for j in range(numHiddenNodes):
            hiddenLayerBias[j] += deltaHidden[j] * LR
            for k in range(numInputs):
                hiddenWeights[k][j] += training_inputs[i][k] * deltaHidden[j] * LR
    if n % 10 == 0:
        print("epoch", n, "input", training_inputs[i], "output %.3f expected %.0f" % (output, desired))
print(np.round(hiddenWeights, 2))
