import numpy as np

# ex4-like: all the weights rolled in one vector
n_in, n_hid, n_out = 4, 6, 3
lam = 0.3


def unroll(nn_params):
    cut = n_hid * (n_in + 1)
    T1 = nn_params[:cut].reshape(n_hid, n_in + 1)
    T2 = nn_params[cut:].reshape(n_out, n_hid + 1)
    return T1, T2


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def nnCostFunction(nn_params, X, y, lam):
    Theta1, Theta2 = unroll(nn_params)
    m = X.shape[0]
    Y = np.eye(n_out)[y]

    a1 = np.hstack((np.ones((m, 1)), X))
    z2 = a1.dot(Theta1.T)
    a2 = np.hstack((np.ones((m, 1)), sigmoid(z2)))
    a3 = sigmoid(a2.dot(Theta2.T))

    J = -(Y * np.log(a3) + (1 - Y) * np.log(1 - a3)).sum() / m
    J += lam / (2 * m) * ((Theta1[:, 1:] ** 2).sum() + (Theta2[:, 1:] ** 2).sum())

    d3 = a3 - Y
    d2 = d3.dot(Theta2[:, 1:]) * sigmoid(z2) * (1 - sigmoid(z2))
    Theta1_grad = d2.T.dot(a1) / m
    Theta2_grad = d3.T.dot(a2) / m
    Theta1_grad[:, 1:] += lam / m * Theta1[:, 1:]
    Theta2_grad[:, 1:] += lam / m * Theta2[:, 1:]
    return J, np.concatenate((Theta1_grad.ravel(), Theta2_grad.ravel()))


np.random.seed(5)
X = np.random.rand(60, n_in) * 2 - 1
y = np.argmax(X[:, :3] + 0.5 * X[:, 3:], axis=1)
theta = np.random.rand(n_hid * (n_in + 1) + n_out * (n_hid + 1)) * 0.24 - 0.12

J_history = []
for it in range(80):
    J, grad = nnCostFunction(theta, X, y, lam)
    theta = theta - 1.0 * grad
    J_history.append(J)

print("Cost: ", J_history[0], "->", J_history[-1])
T1, T2 = unroll(theta)
h = sigmoid(np.c_[np.ones(60), sigmoid(np.c_[np.ones(60), X] @ T1.T)] @ T2.T)
print("Training accuracy: %.1f" % (100 * np.mean(h.argmax(1) == y)))
