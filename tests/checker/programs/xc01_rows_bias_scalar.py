import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def init(n_in, n_hid, n_out, seed=2):
    rs = np.random.RandomState(seed)
    W1 = rs.randn(n_in, n_hid) * 0.5
    W2 = rs.randn(n_hid, n_out) * 0.5
    return W1, np.zeros((1, n_hid)), W2, np.zeros((1, n_out))

def forward(X, W1, b1, W2, b2):
    Z1 = X.dot(W1) + b1
    A1 = sigmoid(Z1)
    Z2 = A1.dot(W2) + b2
    A2 = sigmoid(Z2)
    return Z1, A1, Z2, A2

def bce(A2, Y):
    return -np.mean(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))

def backward(X, Y, A1, A2, W2):
    m = len(X)
    dZ2 = (A2 - Y) / m
    dW2 = A1.T.dot(dZ2)
    db2 = np.sum(dZ2, axis=0)
    dA1 = dZ2.dot(W2.T)
    dZ1 = dA1 * A1 * (1 - A1)
    dW1 = X.T.dot(dZ1)
    db1 = np.sum(dZ1)
    return dW1, db1, dW2, db2

rs = np.random.RandomState(0)
X = rs.randn(100, 2)
Y = (X[:, [0]] + X[:, [1]] > 0.5).astype(float)
W1, b1, W2, b2 = init(2, 6, 1)
for epoch in range(1000):
    Z1, A1, Z2, A2 = forward(X, W1, b1, W2, b2)
    dW1, db1, dW2, db2 = backward(X, Y, A1, A2, W2)
    W1 = W1 - 1.0 * dW1
    b1 = b1 - 1.0 * db1
    W2 = W2 - 1.0 * dW2
    b2 = b2 - 1.0 * db2
    if epoch % 200 == 0:
        print("epoch", epoch, "loss", bce(A2, Y))
