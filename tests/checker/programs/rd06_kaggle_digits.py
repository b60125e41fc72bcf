import numpy as np
# import pandas as pd
# from matplotlib import pyplot as plt

# data = pd.read_csv('/kaggle/input/digit-recognizer/train.csv')
np.random.seed(10)
protos = np.random.rand(10, 36)
labels = np.random.randint(0, 10, 150)
data = np.clip(protos[labels] + 0.15 * np.random.randn(150, 36), 0, 1)

data_dev = data[0:30].T
Y_dev = labels[0:30]
X_train = data[30:].T
Y_train = labels[30:]
_, m_train = X_train.shape

def init_params():
    W1 = np.random.rand(12, 36) - 0.5
    b1 = np.random.rand(12, 1) - 0.5
    W2 = np.random.rand(10, 12) - 0.5
    b2 = np.random.rand(10, 1) - 0.5
    return W1, b1, W2, b2

def ReLU(Z):
    return np.maximum(Z, 0)

def ReLU_deriv(Z):
    return Z > 0

def softmax(Z):
    Z = Z - np.max(Z, axis=0)
    A = np.exp(Z) / sum(np.exp(Z))
    return A

def forward_prop(W1, b1, W2, b2, X):
    Z1 = W1.dot(X) + b1
    A1 = ReLU(Z1)
    Z2 = W2.dot(A1) + b2
    A2 = softmax(Z2)
    return Z1, A1, Z2, A2

def one_hot(Y):
    one_hot_Y = np.zeros((Y.size, 10))
    one_hot_Y[np.arange(Y.size), Y] = 1
    return one_hot_Y.T

def backward_prop(Z1, A1, Z2, A2, W1, W2, X, Y):
    m = Y.size
    dZ2 = A2 - one_hot(Y)
    dW2 = 1 / m * dZ2.dot(A1.T)
    db2 = 1 / m * np.sum(dZ2, 1).reshape(-1, 1)
    dZ1 = W2.T.dot(dZ2) * ReLU_deriv(Z1)
    dW1 = 1 / m * dZ1.dot(X.T)
    db1 = 1 / m * np.sum(dZ1, 1).reshape(-1, 1)
    return dW1, db1, dW2, db2

def update_params(W1, b1, W2, b2, dW1, db1, dW2, db2, alpha):
    W1 = W1 - alpha * dW1
    b1 = b1 - alpha * db1
    W2 = W2 - alpha * dW2
    b2 = b2 - alpha * db2
    return W1, b1, W2, b2

def get_predictions(A2):
    return np.argmax(A2, 0)

W1, b1, W2, b2 = init_params()
for i in range(400):
    Z1, A1, Z2, A2 = forward_prop(W1, b1, W2, b2, X_train)
    dW1, db1, dW2, db2 = backward_prop(Z1, A1, Z2, A2, W1, W2, X_train, Y_train)
    W1, b1, W2, b2 = update_params(W1, b1, W2, b2, dW1, db1, dW2, db2, 0.3)
    if i % 100 == 0:
        print("Iteration: ", i)
        predictions = get_predictions(A2)
        print(np.sum(predictions == Y_train) / Y_train.size)

_, _, _, A2_dev = forward_prop(W1, b1, W2, b2, data_dev)
print("dev", np.mean(get_predictions(A2_dev) == Y_dev))
