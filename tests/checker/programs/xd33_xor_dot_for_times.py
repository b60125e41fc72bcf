import numpy as np

np.random.seed(4)
inputs = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
expected_output = np.array([[0], [1], [1], [0]])
epochs = 2000
lr = 0.5
inputLayerNeurons, hiddenLayerNeurons, outputLayerNeurons = 2, 4, 1

# Random weights and bias initialization
hidden_weights = np.random.uniform(-1, 1, size=(inputLayerNeurons, hiddenLayerNeurons))
hidden_bias = np.random.uniform(-1, 1, size=(1, hiddenLayerNeurons))
output_weights = np.random.uniform(-1, 1, size=(hiddenLayerNeurons, outputLayerNeurons))
output_bias = np.random.uniform(-1, 1, size=(1, outputLayerNeurons))


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def sigmoid_derivative(x):
    return x * (1 - x)


for _ in range(epochs):
    # Forward Propagation
    hidden_layer_output = sigmoid(np.dot(inputs, hidden_weights) + hidden_bias)
    predicted_output = sigmoid(np.dot(hidden_layer_output, output_weights) + output_bias)
    error = expected_output - predicted_output
    loss = np.sum(error ** 2) / 2

    # Backpropagation
    d_predicted_output = error * sigmoid_derivative(predicted_output)
    error_hidden_layer = d_predicted_output.dot(output_weights.T)
    d_hidden_layer = np.dot(error_hidden_layer, sigmoid_derivative(hidden_layer_output))

    # Updating Weights and Biases
    output_weights += hidden_layer_output.T.dot(d_predicted_output) * lr
    output_bias += np.sum(d_predicted_output, axis=0, keepdims=True) * lr
    hidden_weights += inputs.T.dot(d_hidden_layer) * lr
    hidden_bias += np.sum(d_hidden_layer, axis=0, keepdims=True) * lr

print("Final hidden weights:", hidden_weights)
print("Output from neural network after", epochs, "epochs:", *predicted_output)
