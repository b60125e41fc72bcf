import numpy as np

# ex4 in Python: neural network with one hidden layer, regularized
np.random.seed(5)
m = 20
X = np.random.randn(m, 3)
y = np.random.randint(0, 3, m)
Lambda = 1.0
alpha = 0.8

Theta1 = np.random.rand(5, 4) * 2 - 1
Theta2 = np.random.rand(3, 6) * 2 - 1


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def sigmoidGradient(z):
    g = sigmoid(z)
    return g * (1 - g)


for it in range(60):
    J = 0
    Theta1_grad = np.zeros(Theta1.shape)
    Theta2_grad = np.zeros(Theta2.shape)
    for i in range(m):
        # step 1: feed forward
        a1 = np.append(1, X[i])
        z2 = Theta1 @ a1
        a2 = np.append(1, sigmoid(z2))
        a3 = sigmoid(Theta2 @ a2)
        yk = np.zeros(3)
        yk[y[i]] = 1
        J += -np.sum(yk * np.log(a3) + (1 - yk) * np.log(1 - a3)) / m
        # step 2: deltas
        d3 = a3 - yk
        d2 = (Theta2.T @ d3)[1:] * sigmoidGradient(a2[1:])
        # step 3: accumulate
        Theta2_grad += np.outer(d3, a2)
        Theta1_grad += np.outer(d2, a1)

    J += Lambda / (2 * m) * (np.sum(Theta1[:, 1:] ** 2) + np.sum(Theta2[:, 1:] ** 2))
    Theta1_grad /= m
    Theta2_grad /= m
    Theta1_grad += Lambda / m * Theta1
    Theta2_grad[:, 1:] += Lambda / m * Theta2[:, 1:]

    Theta1 = Theta1 - alpha * Theta1_grad
    Theta2 = Theta2 - alpha * Theta2_grad
    if it % 20 == 0:
        print("Cost:", J)
