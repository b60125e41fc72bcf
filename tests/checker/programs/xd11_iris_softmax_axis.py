import numpy as np

np.random.seed(9)
# fake iris: 3 classes, 4 features
centers = np.array([[5.0, 3.4, 1.4, 0.2], [5.9, 2.8, 4.2, 1.3], [6.6, 3.0, 5.5, 2.0]])
X = np.vstack([c + 0.3 * np.random.randn(15, 4) for c in centers])
X = (X - X.mean(axis=0)) / X.std(axis=0)
labels = np.repeat([0, 1, 2], 15)
Y = np.eye(3)[labels]
n = len(X)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(x):
    ex = np.exp(x - np.max(x))
    return ex / ex.sum(axis=0)


w1 = np.random.randn(4, 6) * 0.4
b1 = np.zeros((1, 6))
w2 = np.random.randn(6, 3) * 0.4
b2 = np.zeros((1, 3))
lr = 0.5

for epoch in range(150):
    z1 = X.dot(w1) + b1
    a1 = sigmoid(z1)
    z2 = a1.dot(w2) + b2
    a2 = softmax(z2)
    loss = -np.sum(Y * np.log(a2)) / n

    delta3 = (a2 - Y) / n
    dw2 = a1.T.dot(delta3)
    db2 = delta3.sum(axis=0, keepdims=True)
    delta2 = delta3.dot(w2.T) * a1 * (1 - a1)
    dw1 = X.T.dot(delta2)
    db1 = delta2.sum(axis=0, keepdims=True)

    w2 -= lr * dw2
    b2 -= lr * db2
    w1 -= lr * dw1
    b1 -= lr * db1
    if epoch % 30 == 0:
        print(epoch, loss, (a2.argmax(1) == labels).mean())
