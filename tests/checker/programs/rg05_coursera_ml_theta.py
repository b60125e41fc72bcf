import numpy as np

# ex4 style: Theta with bias column first, regularization skips it
rng = np.random.RandomState(4)
m = 50
X = rng.rand(m, 4)
labels = (X[:, 0] * 3).astype(int)
num_labels = 3
Lambda = 0.5
alpha = 0.6

Theta1 = rng.rand(5, 5) * 2 * 0.12 - 0.12
Theta2 = rng.rand(3, 6) * 2 * 0.12 - 0.12


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def sigmoidGradient(z):
    g = sigmoid(z)
    return g * (1 - g)


def nnCostFunction(Theta1, Theta2, X, y, lam):
    m = len(X)
    Y = np.zeros((m, num_labels))
    for i in range(m):
        Y[i, y[i]] = 1

    a1 = np.hstack((np.ones((m, 1)), X))
    z2 = a1 @ Theta1.T
    a2 = np.hstack((np.ones((m, 1)), sigmoid(z2)))
    z3 = a2 @ Theta2.T
    h = sigmoid(z3)

    J = (-1 / m) * np.sum(Y * np.log(h) + (1 - Y) * np.log(1 - h))
    J = J + lam / (2 * m) * (np.sum(Theta1[:, 1:] ** 2) + np.sum(Theta2[:, 1:] ** 2))

    d3 = h - Y
    d2 = (d3 @ Theta2[:, 1:]) * sigmoidGradient(z2)
    Theta1_grad = d2.T @ a1 / m
    Theta2_grad = d3.T @ a2 / m

    Theta1_grad[:, 1:] += lam / m * Theta1[:, 1:]
    Theta2_grad[:, 1:] += lam / m * Theta2[:, 1:]
    return J, Theta1_grad, Theta2_grad


for it in range(200):
    J, g1, g2 = nnCostFunction(Theta1, Theta2, X, labels, Lambda)
    Theta1 = Theta1 - alpha * g1
    Theta2 = Theta2 - alpha * g2
    if it % 50 == 0:
        print('Iteration', it, 'Cost', J)
