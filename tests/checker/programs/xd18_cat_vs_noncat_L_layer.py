import numpy as np

np.random.seed(1)
layers_dims = [5, 5, 5, 1]
train_x = np.random.rand(5, 30)
train_y = (train_x.mean(axis=0, keepdims=True) > 0.5) * 1
m = train_x.shape[1]
L = len(layers_dims) - 1

parameters = {}
for l in range(1, L + 1):
    parameters["W" + str(l)] = np.random.randn(layers_dims[l], layers_dims[l - 1]) * 0.5
    parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))

def L_model_forward(X, parameters):
    caches = {"A0": X}
    A = X
    for l in range(1, L + 1):
        Z = np.dot(parameters["W" + str(l)], A) + parameters["b" + str(l)]
        if l == L:
            A = 1 / (1 + np.exp(-Z))
        else:
            A = np.maximum(0, Z)
        caches["Z" + str(l)] = Z
        caches["A" + str(l)] = A
    return A, caches

def L_model_backward(AL, Y, caches):
    grads = {}
    dAL = -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))
    dZ = dAL * AL * (1 - AL)
    for l in reversed(range(1, L + 1)):
        if l < L:
            dZ = np.array(grads["dA" + str(l)], copy=True)
            dZ[caches["Z" + str(l)] <= 0] = 0
            grads["dW" + str(l)] = 1 / m * np.dot(dZ, caches["A" + str(l)].T)
        else:
            grads["dW" + str(l)] = 1 / m * np.dot(dZ, caches["A" + str(l - 1)].T)
        grads["db" + str(l)] = np.sum(dZ, axis=1, keepdims=True)
        grads["dA" + str(l - 1)] = np.dot(parameters["W" + str(l)].T, dZ)
    return grads

def update_parameters(parameters, grads, learning_rate):
    for l in range(L):
        parameters["W" + str(l + 1)] = parameters["W" + str(l + 1)] - learning_rate * grads["dW" + str(l + 1)]
        parameters["b" + str(l + 1)] = parameters["b" + str(l + 1)] - learning_rate * grads["db" + str(l + 1)]
    return parameters

for i in range(0, 200):
    AL, caches = L_model_forward(train_x, parameters)
    cost = np.squeeze(-1 / m * np.sum(train_y * np.log(AL) + (1 - train_y) * np.log(1 - AL)))
    grads = L_model_backward(AL, train_y, caches)
    parameters = update_parameters(parameters, grads, 0.075)
    if i % 50 == 0:
        print("Cost after iteration {}: {}".format(i, cost))
