import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def nnCostFunction(Theta1, Theta2, X, y, num_labels, lam):
    m = X.shape[0]
    J = 0
    for i in range(m):
        Delta1 = np.zeros(Theta1.shape)
        Delta2 = np.zeros(Theta2.shape)
        a1 = np.concatenate(([1], X[i]))
        z2 = Theta1 @ a1
        a2 = np.concatenate(([1], sigmoid(z2)))
        a3 = sigmoid(Theta2 @ a2)
        yi = (np.arange(num_labels) == y[i]).astype(float)
        J += -np.sum(yi * np.log(a3) + (1 - yi) * np.log(1 - a3))

        d3 = a3 - yi
        d2 = (Theta2.T @ d3)[1:] * sigmoid(z2) * (1 - sigmoid(z2))
        Delta2 = Delta2 + np.outer(d3, a2)
        Delta1 = Delta1 + np.outer(d2, a1)

    J = J / m + lam / (2 * m) * (np.sum(Theta1[:, 1:] ** 2) + np.sum(Theta2[:, 1:] ** 2))
    Theta1_grad = Delta1 / m
    Theta2_grad = Delta2 / m
    Theta1_grad[:, 1:] += lam / m * Theta1[:, 1:]
    Theta2_grad[:, 1:] += lam / m * Theta2[:, 1:]
    return J, Theta1_grad, Theta2_grad

np.random.seed(2)
X = np.random.randn(45, 3)
y = np.argmax(X, axis=1)
eps = 0.3
Theta1 = np.random.rand(5, 4) * 2 * eps - eps
Theta2 = np.random.rand(3, 6) * 2 * eps - eps
for it in range(60):
    J, G1, G2 = nnCostFunction(Theta1, Theta2, X, y, 3, 1.0)
    Theta1 = Theta1 - 1.0 * G1
    Theta2 = Theta2 - 1.0 * G2
    if it % 10 == 0:
        print("Iteration %d | Cost: %.6f" % (it, J))
