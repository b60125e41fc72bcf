import numpy as np

np.random.seed(13)
m = 50
X = np.random.rand(2, m) * 2 - 1
Y = np.sin(2 * X[0:1]) * 0.8 * np.cos(X[1:2])

nh = 7
W1 = np.random.randn(nh, 2)
b1 = np.random.randn(nh, 1) * 0.1
W2 = np.random.randn(1, nh) * 0.5
b2 = np.zeros((1, 1))
beta = 0.9
vW1 = np.zeros(W1.shape); vb1 = np.zeros(b1.shape)
vW2 = np.zeros(W2.shape); vb2 = np.zeros(b2.shape)
lr = 0.1

num_iterations = 150
for i in range(num_iterations):
    # Forward
    A1 = np.tanh(np.dot(W1, X) + b1)
    A2 = np.tanh(np.dot(W2, A1) + b2)
    cost = np.sum((A2 - Y) ** 2) / (2 * m)

    # Backward
    dA2 = (A2 - Y) / m
    dZ2 = dA2 * (1 - Y ** 2)
    dW2 = np.dot(dZ2, A1.T)
    db2 = np.sum(dZ2, axis=1, keepdims=True)
    dA1 = np.dot(W2.T, dZ2)
    dZ1 = dA1 * (1 - A1 ** 2)
    dW1 = np.dot(dZ1, X.T)
    db1 = np.sum(dZ1, axis=1, keepdims=True)

    # momentum
    vW1 = beta * vW1 + (1 - beta) * dW1
    vb1 = beta * vb1 + (1 - beta) * db1
    vW2 = beta * vW2 + (1 - beta) * dW2
    vb2 = beta * vb2 + (1 - beta) * db2
    W1 = W1 - lr * vW1
    b1 = b1 - lr * vb1
    W2 = W2 - lr * vW2
    b1 = b1 - lr * vb2
    if i % 30 == 0:
        print("iter", i, "cost", cost)
