# Converted from my Octave ex4 (handwritten digits), with tiny fake data
import numpy as np


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def sigmoidGradient(z):
    g = sigmoid(z)
    return g * (1 - g)


def nnCostFunction(nn_params, input_layer_size, hidden_layer_size, num_labels, X, y, lam):
    split = hidden_layer_size * (input_layer_size + 1)
    Theta1 = nn_params[:split].reshape((hidden_layer_size, input_layer_size + 1), order="F")
    Theta2 = nn_params[split:].reshape((num_labels, hidden_layer_size + 1), order="F")
    m = X.shape[0]

    # part 1: feedforward
    a1 = np.hstack([np.ones((m, 1)), X])
    z2 = a1 @ Theta1.T
    a2 = np.hstack([np.ones((m, 1)), sigmoid(z2)])
    z3 = a2 @ Theta2.T
    h = sigmoid(z3)
    yy = np.zeros((m, num_labels))
    for i in range(m):
        yy[i, y[i] - 1] = 1          # labels go from 1 to K
    J = np.sum(-yy * np.log(h) - (1 - yy) * np.log(1 - h)) / m
    J = J + lam / (2 * m) * (np.sum(Theta1[:, 1:] ** 2) + np.sum(Theta2[:, 1:] ** 2))

    # part 2: backprop, one example at a time like in the lecture
    Delta1 = np.zeros(Theta1.shape)
    Delta2 = np.zeros(Theta2.shape)
    for t in range(m):
        d3 = h[t, :] - yy[t, :]
        d2 = (Theta2.T @ d3)[1:] * sigmoidGradient(z2[t, :])
        Delta1 = Delta1 + np.outer(d2, a1[t, :])
        Delta2 = Delta2 + np.outer(d3, a2[t, :])
    Theta1_grad = Delta1 / m
    Theta2_grad = Delta2 / m
    Theta1_grad[:, 1:] += lam / m * Theta1[:, 1:]
    Theta2_grad[:, 1:] += lam / m * Theta2[:, 1:]
    return J, np.concatenate([Theta1_grad.ravel(order="F"), Theta2_grad.ravel(order="F")])


def debugInitializeWeights(fan_out, fan_in):
    return np.reshape(np.sin(np.arange(1, fan_out * (fan_in + 1) + 1)), (fan_out, fan_in + 1), order="F") / 10


def computeNumericalGradient(J, theta):
    numgrad = np.zeros(theta.shape)
    e = 1e-4
    for p in range(theta.size):
        perturb = np.zeros(theta.shape)
        perturb[p] = e
        numgrad[p] = (J(theta + perturb)[0] - J(theta - perturb)[0]) / (2 * e)
    return numgrad


if __name__ == "__main__":
    il, hl, nl, m = 3, 5, 3, 12
    X = debugInitializeWeights(m, il - 1) * 10
    y = 1 + np.mod(np.arange(1, m + 1), nl)
    theta = np.concatenate([debugInitializeWeights(hl, il).ravel(order="F"),
                            debugInitializeWeights(nl, hl).ravel(order="F")])
    cost = lambda p: nnCostFunction(p, il, hl, nl, X, y, 0.1)
    print(np.c_[computeNumericalGradient(cost, theta), cost(theta)[1]][:5])
    alpha = 2.0
    for i in range(300):
        J, grad = cost(theta)
        theta = theta - alpha * grad
        if i % 50 == 0:
            print("Iteration %4d | Cost: %4.6e" % (i, J))
