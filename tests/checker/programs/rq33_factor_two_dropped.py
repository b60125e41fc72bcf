import numpy as np

np.random.seed(33)
X = np.random.rand(20, 2)
y = (X[:, 0] * X[:, 1]).reshape(-1, 1)
X = (X - X.mean(0)) / X.std(0)
w0 = np.random.randn(2, 5)
c0 = np.zeros((1, 5))
w1 = np.random.randn(5, 1)
c1 = np.zeros((1, 1))


def train(steps, rate):
    global w0, c0, w1, c1
    for k in range(steps):
        mid = 1 / (1 + np.exp(-(X @ w0 + c0)))
        out = mid @ w1 + c1
        mse = np.mean((y - out) ** 2)
        # the 2 of the square is left to the learning rate
        e_out = (out - y) / len(y)
        e_mid = e_out @ w1.T * mid * (1 - mid)
        new_w1 = w1 - rate * mid.T @ e_out
        new_c1 = c1 - rate * e_out.sum(keepdims=True)
        new_w0 = w0 - rate * X.T @ e_mid
        new_c0 = c0 - rate * e_mid.sum(0, keepdims=True)
        w0, c0, w1, c1 = new_w0, new_c0, new_w1, new_c1
        yield mse


curve = list(train(50, 0.4))
print("mse %.4f -> %.4f" % (curve[0], curve[-1]))
