import numpy as np

def nonlin(x, deriv=False):
    if deriv == True:
        return x * (1 - x)
    return 1 / (1 + np.exp(-x))

# xor with bias column
X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
y = np.array([[0], [1], [1], [0]])

np.random.seed(1)
weights_0_1 = 2 * np.random.random((3, 4)) - 1
weights_1_2 = 2 * np.random.random((4, 1)) - 1

for iteration in range(5000):
    z1 = np.dot(X, weights_0_1)
    layer_1 = nonlin(z1)
    z2 = np.dot(layer_1, weights_1_2)
    layer_2 = nonlin(z2)

    error = y - layer_2
    loss = np.sum(error ** 2) / 2

    layer_2_delta = error * nonlin(layer_2, True)
    layer_1_delta = layer_2_delta.dot(weights_1_2.T) * nonlin(z1, True)

    weights_1_2 += layer_1.T.dot(layer_2_delta)
    weights_0_1 += X.T.dot(layer_1_delta)

    if iteration % 1000 == 0:
        print("loss at", iteration, ":", loss)

print(layer_2)
