import numpy as np

np.random.seed(3)
data = np.random.rand(60, 11)          # label + 10 "pixels"
data[:, 0] = np.random.randint(0, 4, 60)
data = data.T
Y = data[0].astype(int)
X = data[1:]
m = X.shape[1]


def init_params():
    W1 = np.random.rand(8, 10) - 0.5
    b1 = np.random.rand(8, 1) - 0.5
    W2 = np.random.rand(4, 8) - 0.5
    b2 = np.random.rand(4, 1) - 0.5
    return W1, b1, W2, b2

def ReLU(Z):
    return np.maximum(Z, 0)

def ReLU_deriv(Z):
    return Z > 0

def softmax(Z):
    e = np.exp(Z - np.max(Z, axis=0))
    return e / sum(e)

def one_hot(Y):
    o = np.zeros((Y.size, Y.max() + 1))
    o[np.arange(Y.size), Y] = 1
    return o.T

def forward_prop(W1, b1, W2, b2, X):
    Z1 = W1.dot(X) + b1
    A1 = ReLU(Z1)
    Z2 = W2.dot(A1) + b2
    A2 = softmax(Z2)
    return Z1, A1, Z2, A2

def backward_prop(Z1, A1, Z2, A2, W1, W2, X, Y):
    dZ2 = A2 - one_hot(Y)
    dW2 = 1 / m * dZ2.dot(A1.T)
    db2 = 1 / m * np.sum(dZ2)
    dZ1 = W2.T.dot(dZ2) * ReLU_deriv(Z1)
    dW1 = 1 / m * dZ1.dot(X.T)
    db1 = 1 / m * np.sum(dZ1)
    return dW1, db1, dW2, db2


alpha = 0.1
W1, b1, W2, b2 = init_params()
for i in range(201):
    Z1, A1, Z2, A2 = forward_prop(W1, b1, W2, b2, X)
    loss = -np.mean(np.log(A2[Y, np.arange(m)] + 1e-12))
    dW1, db1, dW2, db2 = backward_prop(Z1, A1, Z2, A2, W1, W2, X, Y)
    W1 = W1 - alpha * dW1
    b1 = b1 - alpha * db1
    W2 = W2 - alpha * dW2
    b2 = b2 - alpha * db2
    if i % 50 == 0:
        acc = np.mean(np.argmax(A2, 0) == Y)
        print("Iteration:", i, "acc", acc, "loss", loss)
