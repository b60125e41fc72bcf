import numpy as np

np.random.seed(77)
# survived? features: sex, class, age, fare (scaled)
X = np.column_stack([np.random.randint(0, 2, 50), np.random.randint(1, 4, 50) / 3,
                     np.random.rand(50), np.random.rand(50)])
y = ((X[:, 0] - X[:, 1] + 0.3 * np.random.randn(50)) > -0.3).astype(float).reshape(-1, 1)
n = 50

w1 = np.random.randn(4, 3)
b1 = np.zeros((1, 3))
w2 = np.random.randn(3, 1)
b2 = np.zeros((1, 1))
eta = 0.2

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def log_loss(y, p):
    return -np.mean(y * np.log(p) - (1 - y) * np.log(1 - p))

for i in range(250):
    h = sigmoid(X @ w1 + b1)
    p = sigmoid(h @ w2 + b2)
    loss = log_loss(y, p)

    dp = (p - y) / n
    dw2 = h.T @ dp
    db2 = np.sum(dp, axis=0, keepdims=True)
    dh = dp @ w2.T * h * (1 - h)
    dw1 = X.T @ dh
    db1 = dh

    w1 = w1 - eta * dw1
    b1 = b1 - eta * db1
    w2 = w2 - eta * dw2
    b2 = b2 - eta * db2
    if i % 50 == 0:
        print(i, loss)
print("accuracy:", np.mean((p > 0.5) == y))
