import numpy as np

np.random.seed(8)

def relu(z):
    return np.maximum(z, 0)

def softmax(z):
    z = z - z.max(axis=1, keepdims=True)
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)

n_in, n_hidden, n_out = 5, 16, 4
W1 = np.random.randn(n_in, n_hidden) * np.sqrt(2 / n_in)
W2 = np.random.randn(n_hidden, n_hidden) * np.sqrt(2 / n_hidden)
W3 = np.random.randn(n_hidden, n_out) * np.sqrt(2 / n_hidden)
b1, b2, b3 = np.zeros(n_hidden), np.zeros(n_hidden), np.zeros(n_out)

X = np.random.randn(120, n_in)
y = np.argmax(np.abs(X[:, :n_out]), axis=1)

def forward(x):
    z1 = x @ W1 + b1
    a1 = relu(z1)
    z2 = a1 @ W2 + b2
    a2 = relu(z2)
    return z1, a1, z2, a2, softmax(a2 @ W3 + b3)

def loss_fn(p, y):
    return -np.log(p[np.arange(len(y)), y] + 1e-12).mean()

def backward(x, y, z1, a1, z2, a2, p):
    n = len(y)
    delta3 = p.copy()
    delta3[np.arange(n), y] -= 1
    delta3 /= n
    delta2 = delta3 @ W3.T
    delta2[z1 <= 0] = 0
    delta1 = delta2 @ W2.T
    delta1[z1 <= 0] = 0
    return (x.T @ delta1, delta1.sum(0),
            a1.T @ delta2, delta2.sum(0),
            a2.T @ delta3, delta3.sum(0))

for epoch in range(200):
    cache = forward(X)
    grads = backward(X, y, *cache)
    for param, grad in zip((W1, b1, W2, b2, W3, b3), grads):
        param -= 0.2 * grad
    if epoch % 40 == 0:
        print(epoch, loss_fn(cache[-1], y))
