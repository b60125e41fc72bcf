import numpy as np

np.random.seed(5)
X = np.random.randn(90, 4)
labels = np.argmax(X[:, :3] + 0.3 * np.random.randn(90, 3), axis=1)
T = np.eye(3)[labels]
m = X.shape[0]

w1 = np.random.randn(4, 7) * 0.3
bias1 = np.zeros(7)
w2 = np.random.randn(7, 3) * 0.3
bias2 = np.zeros(3)

def softmax(s):
    e = np.exp(s - np.max(s, axis=1, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True)

lr = 0.05
history = []
for ep in range(300):
    # forward
    net1 = X @ w1 + bias1
    out1 = 1 / (1 + np.exp(-net1))
    net2 = out1 @ w2 + bias2
    out2 = softmax(net2)
    loss = -np.sum(T * np.log(out2)) / m
    history.append(loss)

    # backward
    d2 = out2 - T
    grad_w2 = out1.T @ d2
    grad_b2 = np.sum(d2, axis=0) / m
    d1 = d2 @ w2.T * out1 * (1 - out1)
    grad_w1 = X.T @ d1 / m
    grad_b1 = np.sum(d1, axis=0) / X.shape[1]

    w2 -= lr * grad_w2
    bias2 -= lr * grad_b2
    w1 -= lr * grad_w1
    bias1 -= lr * grad_b1

print("first", history[0], "last", history[-1])
acc = np.mean(out2.argmax(1) == labels)
print("accuracy", acc)
