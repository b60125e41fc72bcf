# [backprop]
# kind = "correct"
# source = ["typed for this collection"]
# category = ["eleven-lines"]
# about = "Eleven-line network, bias as a constant input column, delta with layer_2 - y and minus in the update."
# [/backprop]

import numpy as np

alphas = [0.1, 1]


def sigmoid_output_to_derivative(output):
    return output * (1 - output)


X = np.array([[0, 0, 1],
              [0, 1, 1],
              [1, 0, 1],
              [1, 1, 1]])
y = np.array([[0, 1, 1, 0]]).T

for alpha in alphas:
    print("\nTraining With Alpha:" + str(alpha))
    np.random.seed(1)
    synapse_0 = syn0 = 2 * np.random.random((3, 4)) - 1
    syn1 = 2 * np.random.random((4, 1)) - 1
    for j in range(200):
        layer_1 = 1 / (1 + np.exp(-np.dot(X, syn0)))
        layer_2 = 1 / (1 + np.exp(-np.dot(layer_1, syn1)))

        layer_2_error = layer_2 - y
        if j % 100 == 0:
            print("Error after " + str(j) + " iterations:" + str(np.mean(np.abs(layer_2_error))))
        layer_2_delta = layer_2_error * sigmoid_output_to_derivative(layer_2)
        layer_1_error = layer_2_delta.dot(syn1.T)
        layer_1_delta = layer_1_error * sigmoid_output_to_derivative(layer_1)

        syn1 -= alpha * (layer_1.T.dot(layer_2_delta))
        syn0 -= alpha * (X.T.dot(layer_1_delta))
