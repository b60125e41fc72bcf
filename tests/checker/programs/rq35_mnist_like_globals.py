import numpy as np

np.random.seed(35)
m, n = 60, 16
digits = np.random.rand(4, n)
Y = np.random.randint(0, 4, m)
X = (digits[Y] + 0.2 * np.random.randn(m, n)).T
X_dev, Y_dev = X[:, :12], Y[:12]
X_train, Y_train = X[:, 12:], Y[12:]
m_train = Y_train.size


def init_params():
    W1 = np.random.rand(8, n) - 0.5
    b1 = np.random.rand(8, 1) - 0.5
    W2 = np.random.rand(4, 8) - 0.5
    b2 = np.random.rand(4, 1) - 0.5
    return W1, b1, W2, b2


def ReLU(Z):
    return Z * (Z > 0)


def ReLU_deriv(Z):
    return Z > 0


def softmax(Z):
    ex = np.exp(Z - np.max(Z, axis=0))
    return ex / ex.sum(axis=0)


def forward_prop(W1, b1, W2, b2, X):
    Z1 = W1.dot(X) + b1
    A1 = ReLU(Z1)
    Z2 = W2.dot(A1) + b2
    return Z1, A1, Z2, softmax(Z2)


def one_hot(Y):
    out = np.zeros((Y.size, Y.max() + 1))
    out[np.arange(Y.size), Y] = 1
    return out.T


def backward_prop(Z1, A1, Z2, A2, W2, X, Y):
    dZ2 = A2 - one_hot(Y)
    dW2 = 1 / m_train * dZ2.dot(A1.T)
    db2 = 1 / m_train * dZ2.sum(axis=1).reshape(-1, 1)
    dZ1 = W2.T.dot(dZ2) * ReLU_deriv(Z1)
    dW1 = 1 / m_train * dZ1.dot(X.T)
    db1 = 1 / m_train * dZ1.sum(axis=1)[:, None]
    return dW1, db1, dW2, db2


def gradient_descent(X, Y, alpha, iterations):
    W1, b1, W2, b2 = init_params()
    for i in range(iterations):
        Z1, A1, Z2, A2 = forward_prop(W1, b1, W2, b2, X)
        dW1, db1, dW2, db2 = backward_prop(Z1, A1, Z2, A2, W2, X, Y)
        W1 = W1 - alpha * dW1
        b1 = b1 - alpha * db1
        W2 = W2 - alpha * dW2
        b2 = b2 - alpha * db2
        if i % 25 == 0:
            print("Iteration:", i, "CE:", -np.mean(np.log(A2[Y, np.arange(Y.size)])),
                  "acc:", np.mean(A2.argmax(0) == Y))
    return W1, b1, W2, b2


W1, b1, W2, b2 = gradient_descent(X_train, Y_train, 0.3, 100)
print("dev acc", np.mean(forward_prop(W1, b1, W2, b2, X_dev)[-1].argmax(0) == Y_dev))
