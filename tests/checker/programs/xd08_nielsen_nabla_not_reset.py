import numpy as np

np.random.seed(7)
sizes = [3, 4, 2]
biases = [np.random.randn(y, 1) for y in sizes[1:]]
weights = [np.random.randn(y, x) for x, y in zip(sizes[:-1], sizes[1:])]
training_data = []
for _ in range(40):
    x = np.random.rand(3, 1)
    t = np.array([[1.0], [0.0]]) if x.sum() > 1.5 else np.array([[0.0], [1.0]])
    training_data.append((x, t))


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def sigmoid_prime(z):
    return sigmoid(z) * (1 - sigmoid(z))


def backprop(x, y):
    """gradient of C_x for one sample, layer by layer"""
    activation = x
    activations = [x]
    zs = []
    for b, w in zip(biases, weights):
        z = np.dot(w, activation) + b
        zs.append(z)
        activation = sigmoid(z)
        activations.append(activation)
    cost = 0.5 * np.sum((activations[-1] - y) ** 2)
    db = [None, None]
    dw = [None, None]
    delta = (activations[-1] - y) * sigmoid_prime(zs[-1])
    db[-1] = delta
    dw[-1] = np.dot(delta, activations[-2].T)
    delta = np.dot(weights[-1].T, delta) * sigmoid_prime(zs[-2])
    db[-2] = delta
    dw[-2] = np.dot(delta, activations[-3].T)
    return cost, db, dw


eta = 3.0
batch_size = 10
mini_batches = [training_data[k:k + batch_size] for k in range(0, 40, batch_size)]
nabla_b = [np.zeros(b.shape) for b in biases]
nabla_w = [np.zeros(w.shape) for w in weights]
for epoch in range(5):
    for batch in mini_batches:
        C = 0
        for x, y in batch:
            c, delta_b, delta_w = backprop(x, y)
            C += c / len(batch)
            nabla_b = [nb + dnb for nb, dnb in zip(nabla_b, delta_b)]
            nabla_w = [nw + dnw for nw, dnw in zip(nabla_w, delta_w)]
        weights = [w - (eta / len(batch)) * nw for w, nw in zip(weights, nabla_w)]
        biases = [b - (eta / len(batch)) * nb for b, nb in zip(biases, nabla_b)]
    print("Epoch {0} complete, cost {1}".format(epoch, C))
